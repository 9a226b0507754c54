import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';

/** What one part of the product holds about a person; lists that can be long come one by one. */
export type PersonalDataReader = (person: Principal) => Promise<unknown> | AsyncIterable<unknown>;

/** Everything that is held about a person, each part told by the module that holds it. */
@Injectable()
export class PersonalData {
  private readonly readers = new Map<string, PersonalDataReader>();

  /** @param name of the member in the document */
  add(name: string, reader: PersonalDataReader): void {
    this.readers.set(name, reader);
  }

  /** One JSON document, in pieces, read as fast as they are taken. */
  async *export(person: Principal): AsyncGenerator<string> {
    yield `{"exportedAt":${JSON.stringify(new Date().toISOString())}`;
    for (const [name, read] of this.readers) {
      yield `,${JSON.stringify(name)}:`;
      const part = read(person);
      yield* Symbol.asyncIterator in part ? listOf(part) : [JSON.stringify(await part)];
    }
    yield '}\n';
  }
}

async function* listOf(items: AsyncIterable<unknown>): AsyncGenerator<string> {
  let separator = '[';
  for await (const item of items) {
    yield separator + JSON.stringify(item);
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}
