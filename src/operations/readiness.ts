import { Injectable } from '@nestjs/common';
import { LedgerWrites } from '../core/wallet/ledger/ledger-state.js';
import { Lifecycle } from './lifecycle.js';

const TIMEOUT_MS = 1_000;
const SHARED_FOR_MS = 500;

/** What a replica that serves says of itself. */
export interface ReadyState {
  walletWritesAreOn: boolean;
}

/** Whether this replica can serve: it has started, is not stopping, and the database answers within a second. */
@Injectable()
export class Readiness {
  private checkedAt = 0;
  private latest: Promise<ReadyState | null> = Promise.resolve(null);

  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly writes: LedgerWrites,
  ) {}

  /** @returns null when it cannot serve */
  async state(): Promise<ReadyState | null> {
    if (!this.lifecycle.isReady) {
      return null;
    }
    if (Date.now() - this.checkedAt > SHARED_FOR_MS) {
      this.checkedAt = Date.now();
      this.latest = this.askDatabase();
    }
    return this.latest;
  }

  private async askDatabase(): Promise<ReadyState | null> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), TIMEOUT_MS);
    });
    const answer = this.writes.areOn().then(
      (walletWritesAreOn) => ({ walletWritesAreOn }),
      () => null,
    );
    try {
      return await Promise.race([answer, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }
}
