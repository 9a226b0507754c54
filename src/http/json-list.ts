import { Readable } from 'node:stream';

/**
 * A JSON array that is written while it is read, a page at a time and no faster than it is taken, so that its length
 * costs no memory. What fails before the first page is thrown; what fails later breaks the answer off.
 */
export async function streamJsonList<Item>(
  pages: AsyncIterable<readonly Item[]>,
  show: (item: Item) => unknown,
): Promise<Readable> {
  const chunks = chunksOf(pages, show);
  const first = await chunks.next();
  return Readable.from(first.done === true ? [] : startingWith(first.value, chunks), { highWaterMark: 1 });
}

async function* startingWith(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

async function* chunksOf<Item>(
  pages: AsyncIterable<readonly Item[]>,
  show: (item: Item) => unknown,
): AsyncGenerator<string> {
  let opening = '[';
  for await (const page of pages) {
    if (page.length > 0) {
      yield opening + page.map((item) => JSON.stringify(show(item))).join(',');
      opening = ',';
    }
  }
  yield opening === '[' ? '[]' : ']';
}
