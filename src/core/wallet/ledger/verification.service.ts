import { Injectable, Logger } from '@nestjs/common';
import type { Statement } from '../../../database/sql.js';
import { Sql } from '../../../database/sql.js';
import { AuditService, SYSTEM } from '../../audit/audit.service.js';
import { LedgerWrites } from './ledger-state.js';
import { addSums } from './amount.js';
import {
  checkAccounts,
  checkChains,
  checkTransactions,
  estimateSize,
  selectCurrencyCodes,
} from './verification.statements.js';

/** Something that does not add up. `id` is a transaction for the first three kinds, else an account. */
export interface Drift {
  kind: 'unbalanced' | 'without_entries' | 'transaction_hash' | 'chain' | 'balance' | 'holds';
  id: string;
  /** For a chain: the number of the entry. */
  sequence?: string;
}

export interface Verification {
  isOk: boolean;
  /** Whether everything was looked at; a bounded check may end before. */
  isComplete: boolean;
  checkedAt: Date;
  transactions: number;
  entries: number;
  currencies: { currency: string; sum: string }[];
  /** The first hundred findings. */
  drift: Drift[];
}

export interface VerificationOptions {
  /** Ends the check when it has taken this long. */
  budgetMs?: number;
  /** Told how many rows were looked at, and about how many there are. */
  onProgress?: (done: number, expected: number) => void;
}

interface PageOfRows {
  last: string | null;
  transactions: number;
  entries: number;
  accounts: number;
  currencies: { currency: string; sum: string }[];
  faults: Drift[];
}

interface PageOfChains {
  entries: number;
  last: { account_id: string; sequence: string; hash: string; balance: string } | null;
  faults: Drift[];
}

const PAGE = 2_000;
const MAX_SHOWN = 100;
const FIRST_UUID = '00000000-0000-0000-0000-000000000000';

/** Looks through the books, page by page, while others go on writing them; what it finds turns writing off. */
@Injectable()
export class VerificationService {
  private readonly logger = new Logger(VerificationService.name);
  private running: Promise<Verification> | undefined;

  constructor(
    private readonly sql: Sql,
    private readonly writes: LedgerWrites,
    private readonly audit: AuditService,
  ) {}

  /** Checks sums, chains and balances; callers that come while a check runs share it. */
  verify(options: VerificationOptions = {}): Promise<Verification> {
    this.running ??= this.check(options).finally(() => (this.running = undefined));
    return this.running;
  }

  private async check({ budgetMs = Infinity, onProgress }: VerificationOptions): Promise<Verification> {
    const run = new Run(Date.now() + budgetMs, onProgress);
    run.expected = (await this.sql.query<{ rows: number }>(estimateSize))[0]?.rows ?? 0;
    const codes = await this.sql.query<{ code: string }>(selectCurrencyCodes);
    codes.forEach(({ code }) => run.sums.set(code, '0'));
    await this.walkRows(run, checkAccounts);
    await this.walkRows(run, checkTransactions);
    await this.walkChains(run);
    await this.conclude(run);
    return run.result();
  }

  private async walkRows(run: Run, statement: Statement): Promise<void> {
    for (let after: string | null = FIRST_UUID; after !== null && run.hasTime();) {
      const [page]: PageOfRows[] = await this.sql.query<PageOfRows>(statement, [after, PAGE]);
      run.addRows(page);
      after = page.last;
    }
  }

  private async walkChains(run: Run): Promise<void> {
    let last: PageOfChains['last'] = { account_id: FIRST_UUID, sequence: '0', hash: '', balance: '0' };
    while (last !== null && run.hasTime()) {
      const page = await this.readChains(last);
      run.add(page.entries, page.faults);
      last = page.last;
    }
  }

  private async readChains(after: NonNullable<PageOfChains['last']>): Promise<PageOfChains> {
    const { account_id: account, sequence, hash, balance } = after;
    const values = [account, sequence, Buffer.from(hash, 'hex'), balance, PAGE];
    return (await this.sql.query<PageOfChains>(checkChains, values))[0];
  }

  private async conclude(run: Run): Promise<void> {
    const { isOk, isComplete, drift } = run.result();
    const wereOn = await this.writes.areOn();
    await this.writes.set(isOk ? (isComplete ? true : null) : false);
    if (isOk) {
      return;
    }
    this.logger.error({ message: 'The ledger does not add up; wallet writes are off.', drift });
    if (wereOn) {
      await this.audit.record({
        event: 'ledger.writes_turned_off',
        outcome: 'failure',
        reason: 'ledger.drift',
        actor: SYSTEM,
        subject: { kind: 'ledger', id: null },
        changed: { drift },
      });
    }
  }
}

/** What one check has seen so far. */
class Run {
  expected = 0;
  readonly sums = new Map<string, string>();
  private readonly drift: Drift[] = [];
  private transactions = 0;
  private entries = 0;
  private done = 0;
  private ranOut = false;

  constructor(
    private readonly deadline: number,
    private readonly onProgress: VerificationOptions['onProgress'],
  ) {}

  hasTime(): boolean {
    this.ranOut ||= Date.now() > this.deadline;
    return !this.ranOut;
  }

  addRows(page: PageOfRows): void {
    this.transactions += page.transactions ?? 0;
    this.entries += page.entries ?? 0;
    for (const { currency, sum } of page.currencies ?? []) {
      this.sums.set(currency, addSums(this.sums.get(currency) ?? '0', sum));
    }
    this.add(page.transactions ?? page.accounts, page.faults);
  }

  add(rows: number, faults: readonly Drift[]): void {
    this.drift.push(...faults.slice(0, MAX_SHOWN - this.drift.length));
    this.done += rows;
    this.onProgress?.(this.done, Math.max(this.expected, this.done));
  }

  result(): Verification {
    return {
      isOk: this.drift.length === 0 && [...this.sums.values()].every((sum) => sum === '0'),
      isComplete: !this.ranOut,
      checkedAt: new Date(),
      transactions: this.transactions,
      entries: this.entries,
      currencies: [...this.sums].map(([currency, sum]) => ({ currency, sum })).sort(byCurrency),
      drift: this.drift,
    };
  }
}

function byCurrency(a: { currency: string }, b: { currency: string }): number {
  return a.currency < b.currency ? -1 : 1;
}
