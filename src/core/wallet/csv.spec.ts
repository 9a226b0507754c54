import { expect, it } from 'vitest';
import { csvLine } from './csv.js';

it.each([
  [['a', null, 'b'], 'a,,b\r\n'],
  [['-100', '100'], '-100,100\r\n'],
  [['say "hi"', 'a,b', 'two\nlines'], '"say ""hi""","a,b","two\nlines"\r\n'],
  [['=1+1', '+1', '-1+2', '@x'], "'=1+1,'+1,'-1+2,'@x\r\n"],
])('%j is written as %j', (cells, line) => {
  expect(csvLine(cells)).toBe(line);
});
