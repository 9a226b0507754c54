import { setImmediate as endOfTurn } from 'node:timers/promises';

/** How work is put together. */
export interface Batching<Item, Answer> {
  maxBatch: number;
  /** More than this many do not wait. */
  maxWaiting: number;
  /** What one that does not fit any more is answered with. */
  whenFull: () => Error;
  /** Items that have one in common are carried out one after the other. */
  keysOf: (item: Item) => readonly string[];
  /** Carries out a batch. @returns an answer for each, in their order; what it throws all of them are answered with */
  carryOut: (items: readonly Item[]) => Promise<readonly Answer[]>;
}

interface Waiting<Item, Answer> {
  item: Item;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/**
 * Group commit: what arrives while one batch is under way goes together in the next, so that a call of the database and its
 * commit are paid once for all of them. Who comes to an idle queue waits for the end of the turn of the event loop and no more;
 * a busy one takes whoever is there as soon as a batch is done, so that the database works while the turn goes on.
 */
export class BatchQueue<Item, Answer> {
  private waiting: Waiting<Item, Answer>[] = [];
  private isRunning = false;

  constructor(private readonly batching: Batching<Item, Answer>) {}

  /** @returns the item's answer, when its batch is done */
  add(item: Item): Promise<Answer> {
    if (this.waiting.length >= this.batching.maxWaiting) {
      return Promise.reject(this.batching.whenFull());
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (!this.isRunning) {
        this.isRunning = true;
        void this.run();
      }
    });
  }

  private async run(): Promise<void> {
    await endOfTurn();
    while (this.waiting.length > 0) {
      await this.settle(this.take());
    }
    this.isRunning = false;
  }

  /** The next batch, in order; who has a key in common with one in it waits for a batch after it. */
  private take(): Waiting<Item, Answer>[] {
    const batch: Waiting<Item, Answer>[] = [];
    const left: Waiting<Item, Answer>[] = [];
    const taken = new Set<string>();
    for (const waiting of this.waiting) {
      const keys = this.batching.keysOf(waiting.item);
      if (batch.length < this.batching.maxBatch && !keys.some((key) => taken.has(key))) {
        batch.push(waiting);
      } else {
        left.push(waiting);
      }
      // Also of those that are left: whoever has one in common with them stays behind them.
      keys.forEach((key) => taken.add(key));
    }
    this.waiting = left;
    return batch;
  }

  private async settle(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.batching.carryOut(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(answers[index]));
    } catch (error) {
      batch.forEach(({ reject }) => reject(error));
    }
  }
}
