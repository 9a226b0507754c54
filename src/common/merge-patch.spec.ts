import { expect, it } from 'vitest';
import { mergePatch } from './merge-patch.js';

// The cases of RFC 7396, appendix A, that are about objects.
it.each([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('makes of %j with %j %j', (target, patch, merged) => {
  expect(mergePatch(target, patch)).toEqual(merged);
});

it('takes a member by the name of a prototype for a member', () => {
  const merged = mergePatch({}, JSON.parse('{"__proto__":{"a":1}}') as Record<string, unknown>);
  expect(JSON.stringify(merged)).toBe('{"__proto__":{"a":1}}');
  expect(merged.a).toBeUndefined();
});
