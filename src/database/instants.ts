import pg from 'pg';

const parseAny = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ, 'text') as (text: string) => Date;

/** What our sessions, which are in UTC, answer for every instant of these centuries: `2026-11-22 03:44:19.123456+00`. */
const LENGTH_TO_SECONDS = 'yyyy-mm-dd hh:mm:ss'.length;
const UTC = '+00';
const ZERO = 48;

/** Reads a `timestamptz`. Rows of accounts have four, and the driver's way of doing it costs more than all their other columns. */
export function parseInstant(text: string): Date {
  const end = text.length - UTC.length;
  if (end < LENGTH_TO_SECONDS || !text.endsWith(UTC) || text[4] !== '-' || text[10] !== ' ') {
    return parseAny(text);
  }
  let milliseconds = 0;
  for (let index = LENGTH_TO_SECONDS + 1; index < LENGTH_TO_SECONDS + 4; index += 1) {
    milliseconds = milliseconds * 10 + (index < end ? digit(text, index) : 0);
  }
  return new Date(
    Date.UTC(
      pair(text, 0) * 100 + pair(text, 2),
      pair(text, 5) - 1,
      pair(text, 8),
      pair(text, 11),
      pair(text, 14),
      pair(text, 17),
      milliseconds,
    ),
  );
}

function pair(text: string, index: number): number {
  return digit(text, index) * 10 + digit(text, index + 1);
}

function digit(text: string, index: number): number {
  return text.charCodeAt(index) - ZERO;
}
