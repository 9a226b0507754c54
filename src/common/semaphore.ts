interface Waiter {
  admit: (release: (() => void) | null) => void;
  timer: NodeJS.Timeout;
}

/** Lets a number of tasks run at once and a bounded number wait a bounded time for their turn. */
export class Semaphore {
  private running = 0;
  private readonly waiting: Waiter[] = [];

  constructor(
    private readonly maxRunning: number,
    private readonly maxWaiting: number,
    private readonly maxWaitMs: number,
  ) {}

  /** @returns what to call when done; null when the queue is full or the wait was too long */
  acquire(): Promise<(() => void) | null> {
    if (this.running < this.maxRunning) {
      this.running += 1;
      return Promise.resolve(this.releaser());
    }
    if (this.waiting.length >= this.maxWaiting) {
      return Promise.resolve(null);
    }
    return new Promise((admit) => {
      const waiter: Waiter = { admit, timer: setTimeout(() => this.giveUp(waiter), this.maxWaitMs) };
      this.waiting.push(waiter);
    });
  }

  private giveUp(waiter: Waiter): void {
    this.waiting.splice(this.waiting.indexOf(waiter), 1);
    waiter.admit(null);
  }

  private releaser(): () => void {
    let isReleased = false;
    return () => {
      if (isReleased) {
        return;
      }
      isReleased = true;
      const next = this.waiting.shift();
      if (next === undefined) {
        this.running -= 1;
      } else {
        clearTimeout(next.timer);
        next.admit(this.releaser());
      }
    };
  }
}
