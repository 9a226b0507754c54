import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { runWithoutRequest } from '../../common/request-context.js';
import { HoldsService } from './holds/holds.service.js';
import { LedgerWrites } from './ledger/ledger-state.js';
import { VerificationService } from './ledger/verification.service.js';

const START_BUDGET_MS = 2_000;
const EXPIRY_INTERVAL_MS = 5_000;
const CHECK_INTERVAL_MS = 10 * 60 * 1_000;
/** Whichever replica comes first looks through the books, once an hour. */
const CHECKED_EVERY_SECONDS = 3_600;

/** What wallets need done without being asked: expired holds released, the books looked through. */
@Injectable()
export class WalletUpkeep implements OnModuleDestroy {
  private readonly logger = new Logger(WalletUpkeep.name);
  private readonly timers: NodeJS.Timeout[] = [];
  private isReleasing = false;

  constructor(
    private readonly holds: HoldsService,
    private readonly verification: VerificationService,
    private readonly writes: LedgerWrites,
  ) {}

  /** Looks at as much of the books as two seconds allow, before anything is posted, and goes on from time to time. */
  async start(): Promise<void> {
    if (this.timers.length > 0) {
      return;
    }
    await this.verification.verify({ budgetMs: START_BUDGET_MS });
    this.every(EXPIRY_INTERVAL_MS, () => this.releaseExpired());
    this.every(CHECK_INTERVAL_MS, () => this.verifyHourly());
  }

  onModuleDestroy(): void {
    this.timers.forEach((timer) => clearInterval(timer));
  }

  private every(intervalMs: number, task: () => Promise<void>): void {
    const timer = setInterval(() => {
      runWithoutRequest(task).catch((error: unknown) => {
        this.logger.warn({
          message: 'Wallet upkeep could not finish and will try again later.',
          cause: String(error),
        });
      });
    }, intervalMs);
    this.timers.push(timer.unref());
  }

  private async releaseExpired(): Promise<void> {
    if (this.isReleasing) {
      return;
    }
    this.isReleasing = true;
    try {
      await this.holds.releaseExpired();
    } finally {
      this.isReleasing = false;
    }
  }

  private async verifyHourly(): Promise<void> {
    if (await this.writes.claimCheck(CHECKED_EVERY_SECONDS)) {
      await this.verification.verify();
    }
  }
}
