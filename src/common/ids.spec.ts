import { expect, it } from 'vitest';
import { isUuid, newId } from './ids.js';

it('makes ids of version 7 that differ and sort as they were made', () => {
  const ids = Array.from({ length: 20_000 }, () => newId());
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  expect(ids.filter((id) => !isUuid(id) || id[14] !== '7' || !'89ab'.includes(id[19]))).toEqual([]);
  const madeAt = Number.parseInt(ids[0].slice(0, 8) + ids[0].slice(9, 13), 16);
  expect(Math.abs(Date.now() - madeAt)).toBeLessThan(60_000);
});
