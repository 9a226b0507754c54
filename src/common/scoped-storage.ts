import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * A value for everything that a piece of work calls. While nobody is inside it is switched off, since until Node 24 each
 * promise of the whole process pays for a storage that is on.
 */
export class ScopedStorage<T> {
  private readonly storage = new AsyncLocalStorage<T>();
  private inside = 0;

  /** What the running code was given; undefined outside of `run`. */
  get(): T | undefined {
    return this.storage.getStore();
  }

  /** Runs `work` with the value. What `work` starts and does not wait for may find itself outside. */
  async run<Result>(value: T, work: () => Promise<Result>): Promise<Result> {
    this.inside += 1;
    try {
      return await this.storage.run(value, work);
    } finally {
      this.inside -= 1;
      if (this.inside === 0) {
        this.storage.disable();
      }
    }
  }
}
