const NEEDS_QUOTES = /[",\r\n]/;
/** What spreadsheets take for a formula; a plain negative number is not one. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+$/;

/** One line of CSV (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => csvCell(cell ?? '')).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
