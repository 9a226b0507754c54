export interface SemaphoreLimits {
  /** How many places there are. */
  places: number;
  /** How many tasks that wait may take a place together. */
  together: number;
  /** How many tasks may wait. */
  waiting: number;
  /** How long a task may wait. */
  waitMs: number;
}

interface Waiter {
  isAlone: boolean;
  admit: (release: (() => void) | null) => void;
  timer: NodeJS.Timeout;
}

/**
 * Lets tasks take one of a number of places in the order in which they came, and a bounded number wait a bounded time. When a
 * place becomes free, several that wait may take it together, and leave it to the next when the last of them is done.
 */
export class Semaphore {
  private free: number;
  private readonly waiting: Waiter[] = [];

  constructor(private readonly limits: SemaphoreLimits) {
    this.free = limits.places;
  }

  /**
   * @param isAlone whether the task must have its place for itself
   * @returns what to call when done; null when the queue is full or the wait was too long
   */
  acquire(isAlone = false): Promise<(() => void) | null> {
    if (this.free > 0) {
      this.free -= 1;
      return Promise.resolve(once(() => this.admitNext()));
    }
    if (this.waiting.length >= this.limits.waiting) {
      return Promise.resolve(null);
    }
    return new Promise((admit) => {
      const timer = setTimeout(() => this.giveUp(waiter), this.limits.waitMs);
      const waiter: Waiter = { isAlone, admit, timer };
      this.waiting.push(waiter);
    });
  }

  private giveUp(waiter: Waiter): void {
    this.waiting.splice(this.waiting.indexOf(waiter), 1);
    waiter.admit(null);
  }

  /** Gives a place that became free to those who are next. */
  private admitNext(): void {
    const group = this.waiting.splice(0, this.nextLength());
    let left = group.length;
    for (const { admit, timer } of group) {
      clearTimeout(timer);
      admit(
        once(() => {
          left -= 1;
          if (left === 0) {
            this.admitNext();
          }
        }),
      );
    }
    if (left === 0) {
      this.free += 1;
    }
  }

  /** Not more than the other places leave to this one, nor beyond a task that must be alone. */
  private nextLength(): number {
    const share = Math.ceil(this.waiting.length / this.limits.places);
    const untilAlone = this.waiting.findIndex(({ isAlone }) => isAlone);
    return Math.min(share, this.limits.together, untilAlone < 0 ? Infinity : Math.max(untilAlone, 1));
  }
}

function once(effect: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) {
      isDone = true;
      effect();
    }
  };
}
