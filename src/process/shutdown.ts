import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { Lifecycle } from '../operations/lifecycle.js';
import type { ProcessDatabase } from './database.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Time for load balancers to see that this replica is no longer ready. */
const NOTICE_MS = 1_000;
const IN_FLIGHT_MS = 10_000;
const HARD_STOP_MS = 30_000;

/** What a signal does before there is anything to shut down: it breaks the start off. */
export class Interruption {
  private readonly controller = new AbortController();
  private readonly abort = (): void => this.controller.abort();

  constructor() {
    SIGNALS.forEach((signal) => process.on(signal, this.abort));
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** From here on the shutdown listens. A signal that came in between is not lost. */
  handOver(): void {
    SIGNALS.forEach((signal) => process.off(signal, this.abort));
    if (this.controller.signal.aborted) {
      setImmediate(() => process.kill(process.pid, 'SIGTERM'));
    }
  }
}

/** Stops the process so that nothing in flight is lost, or at once when told a second time. */
export class Shutdown {
  private isStopping = false;

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly lifecycle: Lifecycle,
    private readonly database: ProcessDatabase,
    private readonly logger: Logger,
  ) {}

  listenForSignals(): void {
    SIGNALS.forEach((signal) => process.on(signal, () => this.onSignal(signal)));
    process.on('uncaughtException', (error) => this.onBug(error));
    process.on('unhandledRejection', (reason) => this.onBug(reason));
  }

  private onSignal(signal: string): void {
    if (this.isStopping) {
      process.exit(1);
    }
    this.logger.info({ message: 'Stopping.', signal });
    void this.stop(0);
  }

  /** A state that nobody foresaw is not to be trusted with further requests. */
  private onBug(error: unknown): void {
    this.logger.fatal({ message: 'Stopping after an unforeseen error.', err: error });
    if (!this.isStopping) {
      void this.stop(1);
    }
  }

  private async stop(exitCode: number): Promise<void> {
    this.isStopping = true;
    this.lifecycle.beginStopping();
    setTimeout(() => process.exit(1), HARD_STOP_MS).unref();
    try {
      await delay(NOTICE_MS);
      await Promise.race([this.app.close(), delay(IN_FLIGHT_MS)]);
      await this.database.stop();
    } catch (error) {
      this.logger.error({ message: 'The stop was not clean.', err: error });
    }
    this.logger.flush();
    process.exit(exitCode);
  }
}
