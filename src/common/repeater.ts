import { setTimeout as delay } from 'node:timers/promises';

/** Runs a task again and again, never twice at once; a failure is told and the next run comes all the same. */
export class Repeater {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isStopped = true;
  private isNudged = false;

  constructor(
    private readonly task: () => Promise<void>,
    private readonly intervalMs: number,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  start(): void {
    if (this.isStopped) {
      this.isStopped = false;
      this.schedule();
    }
  }

  /** There is something to do now; without it the next run would come with the interval. */
  nudge(): void {
    if (this.isStopped) {
      return;
    }
    this.isNudged = true;
    if (this.running === undefined) {
      this.run();
    }
  }

  /** Waits for a run under way, but no longer than this. */
  async stop(maxWaitMs = 2_000): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    if (this.running !== undefined) {
      const patience = new AbortController();
      const limit = delay(maxWaitMs, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([this.running, limit]);
      patience.abort();
    }
  }

  private schedule(): void {
    this.timer = setTimeout(() => this.run(), this.intervalMs);
    this.timer.unref();
  }

  private run(): void {
    clearTimeout(this.timer);
    this.isNudged = false;
    this.running = this.task()
      .catch(this.onFailure)
      .finally(() => {
        this.running = undefined;
        if (this.isStopped) {
          return;
        }
        if (this.isNudged) {
          this.run();
        } else {
          this.schedule();
        }
      });
  }
}
