import { createHmac, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';

const MAX_REMEMBERED = 10_000;
const KEY_BYTES = 32;

/**
 * Passwords that this process verified, so that those who send one with every request pay for Argon2 once. An entry is
 * a digest under a key that dies with the process, and names the very hash it was verified against: once the account
 * has another hash, or none, it is worth nothing. It says nothing about the account, which is read for every request.
 */
export class RememberedPasswords {
  private readonly key = randomBytes(KEY_BYTES);
  private readonly hashes = new LRUCache<string, string>({ max: MAX_REMEMBERED });

  /** A name for this password of this account, of no use outside this process. */
  nameOf(userId: string, password: string): string {
    return createHmac('sha256', this.key).update(`${userId}\0${password}`).digest('base64url');
  }

  /** Whether the password of this name was verified against this hash. */
  has(name: string, hash: string): boolean {
    return this.hashes.get(name) === hash;
  }

  add(name: string, hash: string): void {
    this.hashes.set(name, hash);
  }
}
