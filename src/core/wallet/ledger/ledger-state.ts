import { Injectable } from '@nestjs/common';
import { statement, Sql } from '../../../database/sql.js';

const selectState = statement('select-ledger-state', 'SELECT is_sound FROM ledger_state');
const updateState = statement(
  'update-ledger-state',
  'UPDATE ledger_state SET is_sound = coalesce($1, is_sound), checked_at = now()',
);
const claimCheck = statement(
  'claim-ledger-check',
  `UPDATE ledger_state SET checked_at = now()
    WHERE checked_at IS NULL OR checked_at < now() - make_interval(secs => $1)`,
);

/** Whether anything may be posted. It stands in the database, so that one replica's finding stops all of them. */
@Injectable()
export class LedgerWrites {
  constructor(private readonly sql: Sql) {}

  async areOn(): Promise<boolean> {
    return (await this.sql.query<{ is_sound: boolean }>(selectState))[0]?.is_sound ?? false;
  }

  /** @param isSound null when the books were not looked through to their end, and nothing was found */
  async set(isSound: boolean | null): Promise<void> {
    await this.sql.change(updateState, [isSound]);
  }

  /** Whether it is this replica's turn to look; the others then wait for as long. */
  async claimCheck(intervalSeconds: number): Promise<boolean> {
    return (await this.sql.change(claimCheck, [intervalSeconds])) > 0;
  }
}
