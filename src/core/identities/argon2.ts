import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { hashSync, verifySync } from '@node-rs/argon2';
import { WorkerPool } from '../../common/worker-pool.js';

const PARAMETERS = {
  // Argon2id; the library's enum is ambient and cannot be imported by isolated modules.
  algorithm: 2,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
  outputLen: 32,
} as const;
const PARAMETERS_IN_HASH = '$argon2id$v=19$m=19456,t=2,p=1$';
const SALT_BYTES = 16;

/** Whoever waits for anything but a password goes first: three parts of a contested processor to one. */
const NICENESS = 5;

/** As many as leave one core to everybody else. */
export const HASHING_THREADS = Math.max(1, availableParallelism() - 1);

type Call =
  | { name: 'hashSync'; args: Parameters<typeof hashSync> }
  | { name: 'verifySync'; args: Parameters<typeof verifySync> };

/**
 * Argon2id in threads of its own; each hash under way has one, and 19 MiB of memory.
 * @see docs/decisions/0084-hashing-threads.md
 */
@Injectable()
export class Argon2 implements OnApplicationShutdown {
  private readonly threads = new WorkerPool(
    HASHING_THREADS,
    '@node-rs/argon2',
    'return library[input.name](...input.args);',
    NICENESS,
  );

  /** @returns the hash in PHC format */
  hash(text: string): Promise<string> {
    return this.call({ name: 'hashSync', args: [text, { ...PARAMETERS, salt: randomBytes(SALT_BYTES) }] });
  }

  /** @throws Error when the hash is not one in PHC format */
  verify(encoded: string, text: string): Promise<boolean> {
    return this.call({ name: 'verifySync', args: [encoded, text] });
  }

  /** Whether a hash was made with the parameters of today. */
  isCurrent(encoded: string): boolean {
    return encoded.startsWith(PARAMETERS_IN_HASH);
  }

  /** Requests in flight have been answered by then. */
  async onApplicationShutdown(): Promise<void> {
    await this.threads.close();
  }

  private call<Result>(call: Call): Promise<Result> {
    return this.threads.run<Result>(call);
  }
}
