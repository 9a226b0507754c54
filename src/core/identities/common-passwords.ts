import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { foldCase } from '../../common/normal-form.js';
import { runInWorker } from '../../common/worker-task.js';

const DIGEST_BYTES = 8;
const LOAD_TIMEOUT_MS = 10_000;
/** Shorter ones are refused for their length. */
const MIN_LENGTH = 8;

/** The list is unpacked in a thread that ends afterwards; what stays is eight bytes for each entry, in order. */
const DIGESTS_OF_LIST = `
  const { createHash } = require('node:crypto');
  const digests = library.dictionary['passwords-common']
    .map((password) => password.toLowerCase())
    .filter((password) => [...password].length >= input.minLength)
    .map((password) => createHash('sha256').update(password).digest().subarray(0, input.digestBytes));
  return Uint8Array.from(Buffer.concat(digests.sort(Buffer.compare)));
`;

/** Passwords that many people use, and that everybody who guesses tries first: some 18,000 of eight or more characters. */
@Injectable()
export class CommonPasswords {
  private digests: Promise<Buffer> | undefined;

  /** Whether the password is on the list, in whatever letter case. The list is loaded with the first question. */
  async has(password: string): Promise<boolean> {
    const digests = await this.load();
    const wanted = digestOf(foldCase(password));
    let low = 0;
    let high = digests.length / DIGEST_BYTES - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const order = wanted.compare(digests, middle * DIGEST_BYTES, (middle + 1) * DIGEST_BYTES);
      if (order === 0) {
        return true;
      }
      if (order < 0) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
    }
    return false;
  }

  /** How many entries the list has. */
  async size(): Promise<number> {
    return (await this.load()).length / DIGEST_BYTES;
  }

  private load(): Promise<Buffer> {
    this.digests ??= runInWorker<Uint8Array>(
      '@zxcvbn-ts/language-common',
      DIGESTS_OF_LIST,
      { minLength: MIN_LENGTH, digestBytes: DIGEST_BYTES },
      LOAD_TIMEOUT_MS,
    ).then(
      (bytes) => Buffer.from(bytes),
      (error: unknown) => {
        this.digests = undefined;
        throw error;
      },
    );
    return this.digests;
  }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest().subarray(0, DIGEST_BYTES);
}
