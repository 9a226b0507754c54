import fc from 'fast-check';
import pg from 'pg';
import { expect, it } from 'vitest';
import { parseInstant } from './instants.js';

const drivers = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ, 'text') as (text: string) => unknown;

it.each([
  '2026-11-22 03:44:19+00',
  '2026-11-22 03:44:19.1+00',
  '2026-11-22 03:44:19.12+00',
  '2026-11-22 03:44:19.123456+00',
  '1999-12-31 23:59:59.999999+00',
  '2024-02-29 00:00:00.0005+00',
  '1000-01-01 00:00:00+00',
  '2026-11-22 03:44:19.5+05:30',
  '2026-11-22 03:44:19-08',
  '12026-11-22 03:44:19+00',
  '0044-03-15 12:00:00+00 BC',
  'infinity',
  '-infinity',
])('reads %s as the driver does', (text) => {
  expect(parseInstant(text)).toEqual(drivers(text));
});

it('reads every instant of these centuries as the driver does', () => {
  const range = { min: new Date('1000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z') };
  fc.assert(
    fc.property(fc.date({ ...range, noInvalidDate: true }), (date) => {
      const text = date.toISOString().replace('T', ' ').replace('Z', '+00');
      expect(parseInstant(text)).toEqual(date);
    }),
  );
});
