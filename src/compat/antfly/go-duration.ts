const UNITS_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};
const MAX_LENGTH = 64;
/** What 64 bits of nanoseconds hold. */
const MAX_MS = 9_223_372_036_854;

/**
 * A positive duration as Go's `time.ParseDuration` reads it: `720h`, `1h30m`, `1.5h`.
 * @returns milliseconds, rounded up; null when it is none, or not above zero
 * @see https://pkg.go.dev/time#ParseDuration
 */
export function parseGoDuration(text: string): number | null {
  if (text.length > MAX_LENGTH) {
    return null;
  }
  const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;
  let total = 0;
  for (part.lastIndex = text.startsWith('+') ? 1 : 0; part.lastIndex < text.length;) {
    const match = part.exec(text);
    if (match === null) {
      return null;
    }
    total += Number(match[1]) * UNITS_MS[match[2]];
  }
  return total > 0 && total <= MAX_MS ? Math.ceil(total) : null;
}
