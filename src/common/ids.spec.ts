import { validate, version } from 'uuid';
import { expect, it } from 'vitest';
import { newId } from './ids.js';

it('makes ids that differ and sort as they were made, also within a millisecond', () => {
  const before = Date.now();
  const ids = Array.from({ length: 20_000 }, newId);
  expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  expect(Number.parseInt(ids[0].replaceAll('-', '').slice(0, 12), 16)).toBeGreaterThanOrEqual(before);
});
