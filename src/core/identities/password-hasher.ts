import { createHmac, randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';
import { KeyRing, type RingKey } from '../../keys/key-ring.js';
import { Semaphore } from '../../common/semaphore.js';
import { Argon2, HASHING_THREADS } from './argon2.js';
import { verifyForeignHash } from './foreign-hashes.js';
import { BusyError } from './passwords.errors.js';

const LIMITS = {
  places: HASHING_THREADS,
  /** @see docs/decisions/0091-passwords-that-wait-are-answered-together.md */
  together: 4,
  waiting: 50,
  waitMs: 2_000,
};

/** The share of its time from which on the event loop counts as busy with other requests than sign-ins. */
const BUSY_LOOP = 0.6;

/** The pepper of hashes that were made elsewhere. */
export const NO_PEPPER = 'none';

export interface PasswordHash {
  /** PHC format, or one of those that `verifyForeignHash` reads. */
  hash: string;
  /** `NO_PEPPER` for a hash that was made elsewhere. */
  pepperKeyId: string;
}

/** Counts for the metrics. */
export interface PasswordHasherCounts {
  verifications: number;
  refusedBusy: number;
}

/**
 * Argon2id over the peppered password. At most as many at once as leave one core to everybody else, with as long a rest
 * after each as it took while the event loop is busy; a short queue behind them, of which a thread takes a few together, and
 * an honest "busy" when that is full.
 */
@Injectable()
export class PasswordHasher {
  readonly counts: PasswordHasherCounts = { verifications: 0, refusedBusy: 0 };
  private readonly semaphore = new Semaphore(LIMITS);
  private dummy: Promise<PasswordHash> | undefined;

  constructor(
    private readonly keys: KeyRing,
    private readonly argon2: Argon2,
  ) {}

  /** @throws BusyError when too many are waiting */
  async hash(password: string): Promise<PasswordHash> {
    const pepper = this.keys.active('pepper');
    const encoded = await this.limited(() => this.argon2.hash(season(password, pepper)));
    return { hash: encoded, pepperKeyId: pepper.id };
  }

  /**
   * Whether the password is the one behind `stored`. Without a stored hash the same work is done on a dummy, so that an
   * account that does not exist answers in the same time as a wrong password.
   * @throws BusyError when too many are waiting
   */
  async verify(password: string, stored: PasswordHash | null): Promise<boolean> {
    const against = stored ?? (await this.currentDummy());
    this.counts.verifications += 1;
    const isRight =
      against.pepperKeyId === NO_PEPPER
        ? await this.limited(() => verifyForeignHash(password, against.hash, this.argon2), true)
        : await this.verifyOwn(password, against);
    return isRight && stored !== null;
  }

  private async verifyOwn(password: string, { hash: encoded, pepperKeyId }: PasswordHash): Promise<boolean> {
    const pepper = await this.keys.find('pepper', pepperKeyId);
    if (pepper === undefined) {
      throw new Error(`The key ring does not have the pepper ${pepperKeyId}.`);
    }
    return this.limited(() => this.argon2.verify(encoded, season(password, pepper)));
  }

  /** Whether a hash was made with today's parameters and pepper. */
  isCurrent(stored: PasswordHash): boolean {
    return this.argon2.isCurrent(stored.hash) && stored.pepperKeyId === this.keys.active('pepper').id;
  }

  /** One with today's pepper: an older one may be retired, and then it verifies nothing. */
  private async currentDummy(): Promise<PasswordHash> {
    const dummy = await this.dummyHash();
    if (this.isCurrent(dummy)) {
      return dummy;
    }
    this.dummy = undefined;
    return this.dummyHash();
  }

  private dummyHash(): Promise<PasswordHash> {
    this.dummy ??= this.hash(randomBytes(32).toString('base64')).catch((error: unknown) => {
      this.dummy = undefined;
      throw error;
    });
    return this.dummy;
  }

  /** @param isAlone for work that may need more time and memory than a hash of our own */
  private async limited<T>(work: () => Promise<T>, isAlone = false): Promise<T> {
    const release = await this.semaphore.acquire(isAlone);
    if (release === null) {
      this.counts.refusedBusy += 1;
      throw new BusyError();
    }
    const began = performance.now();
    const loopBefore = performance.eventLoopUtilization();
    try {
      return await work();
    } finally {
      // A thread that has the processor keeps it for a while, whatever its priority, and those it holds up are many.
      const { utilization } = performance.eventLoopUtilization(loopBefore);
      if (utilization > BUSY_LOOP) {
        setTimeout(release, performance.now() - began);
      } else {
        release();
      }
    }
  }
}

/**
 * NFC, so that the same password typed on another keyboard is the same; never trimmed, cut or case-changed. As text,
 * because the library verifies nothing else.
 */
function season(password: string, pepper: RingKey): string {
  return createHmac('sha256', pepper.key).update(password.normalize('NFC')).digest('base64');
}
