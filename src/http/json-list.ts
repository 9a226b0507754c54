import { Readable } from 'node:stream';

const CHUNK_CHARACTERS = 16_384;

/**
 * A JSON array that is written while it is read, no faster than it is taken, so that its length costs no memory. What
 * fails before the first chunk is thrown; what fails later breaks the answer off.
 */
export async function streamJsonList<Item>(
  items: AsyncIterable<Item>,
  show: (item: Item) => unknown,
): Promise<Readable> {
  const chunks = chunksOf(items, show);
  const first = await chunks.next();
  return Readable.from(first.done === true ? [] : startingWith(first.value, chunks));
}

async function* startingWith(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

async function* chunksOf<Item>(
  items: AsyncIterable<Item>,
  show: (item: Item) => unknown,
): AsyncGenerator<string> {
  let chunk = '[';
  let separator = '';
  for await (const item of items) {
    chunk += separator + JSON.stringify(show(item));
    separator = ',';
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield chunk;
      chunk = '';
    }
  }
  yield `${chunk}]`;
}
