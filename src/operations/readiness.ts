import { Injectable } from '@nestjs/common';
import { statement, Sql } from '../database/sql.js';
import { Lifecycle } from './lifecycle.js';

const TIMEOUT_MS = 1_000;
const SHARED_FOR_MS = 500;

const ping = statement('ping', 'SELECT 1');

/** Whether this replica can serve: it has started, is not stopping, and the database answers within a second. */
@Injectable()
export class Readiness {
  private checkedAt = 0;
  private latest: Promise<boolean> = Promise.resolve(false);

  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly sql: Sql,
  ) {}

  async isReady(): Promise<boolean> {
    if (!this.lifecycle.isReady) {
      return false;
    }
    if (Date.now() - this.checkedAt > SHARED_FOR_MS) {
      this.checkedAt = Date.now();
      this.latest = this.databaseAnswers();
    }
    return this.latest;
  }

  private async databaseAnswers(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), TIMEOUT_MS);
    });
    const answer = this.sql.query(ping).then(
      () => true,
      () => false,
    );
    try {
      return await Promise.race([answer, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }
}
