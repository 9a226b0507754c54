import { describe, expect, it } from 'vitest';
import { isUuid } from '../common/ids.js';
import { newRequestId, requestIdOf } from './request-id.js';

describe('request ids', () => {
  it.each(['1', 'a.b_c:d-E', '0190a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b', 'x'.repeat(128)])(
    'takes %s over',
    (id) => {
      expect(requestIdOf({ headers: { 'x-request-id': id } })).toBe(id);
    },
  );

  it.each([undefined, '', 'a b', 'a, b', 'a\nb', 'ä', '<x>', '../x', '"', 'x'.repeat(129)])(
    'makes a new one for %j',
    (id) => {
      const made = requestIdOf({ headers: { 'x-request-id': id } });
      expect(made).not.toBe(id);
      expect(isUuid(made)).toBe(true);
    },
  );

  it('makes ids that are new, sorted by time and of version 7', () => {
    const before = Date.now();
    const ids = Array.from({ length: 1000 }, newRequestId);
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const madeAt = Number.parseInt(id.slice(0, 13).replace('-', ''), 16);
      expect(madeAt).toBeGreaterThanOrEqual(before);
      expect(madeAt).toBeLessThanOrEqual(Date.now());
    }
  });
});
