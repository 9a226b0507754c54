import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../authorization/principal.js';
import type { Page } from '../../../common/paging.js';
import { WalletConfig } from '../../../config/wallet.config.js';
import { mapConstraints } from '../../../database/sql-errors.js';
import { statement, Sql } from '../../../database/sql.js';
import { UnitOfWork } from '../../../database/unit-of-work.js';
import { Cursors } from '../../../keys/cursors.js';
import { actorOf, AuditService } from '../../audit/audit.service.js';
import { EventsService } from '../../events/events.service.js';
import { LedgerAccounts } from '../ledger/ledger-accounts.js';
import { parseRate } from '../ledger/amount.js';
import { CurrencyExistsError, CurrencyNotFoundError } from './currencies.errors.js';
import { ExchangeRates } from './exchange-rates.js';

export interface CurrencyView {
  code: string;
  scale: number;
  name: string | null;
  isEnabled: boolean;
  createdAt: Date;
  updatedAt: Date;
}

interface CurrencyRow {
  code: string;
  scale: number;
  name: string | null;
  is_enabled: boolean;
  created_at: Date;
  updated_at: Date;
}

const COLUMNS = 'code, scale, name, is_enabled, created_at, updated_at';
const DEFAULT_SCALE = 2;
const ALWAYS_THERE = ['CREDIT', 'USD'];

const listCurrencies = statement(
  'list-currencies',
  `SELECT ${COLUMNS} FROM currencies WHERE code > $1 ORDER BY code LIMIT $2`,
);
const selectScale = statement('select-currency-scale', 'SELECT scale FROM currencies WHERE code = $1');
const insertCurrency = statement(
  'insert-currency',
  `INSERT INTO currencies (code, scale, name) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`,
);
const insertFirst = statement(
  'insert-first-currency',
  'INSERT INTO currencies (code, scale) VALUES ($1, $2) ON CONFLICT (code) DO NOTHING',
);
const anyCurrency = statement('any-currency', 'SELECT 1 FROM currencies LIMIT 1');
const lockFirstRun = statement('lock-first-currencies', 'SELECT pg_advisory_xact_lock(7203406)');
const updateCurrency = statement(
  'update-currency',
  `UPDATE currencies SET name = CASE WHEN $2 THEN $3 ELSE name END, is_enabled = coalesce($4, is_enabled), updated_at = now()
    WHERE code = $1 RETURNING ${COLUMNS}`,
);

/** The currencies that wallets hold. */
@Injectable()
export class CurrenciesService {
  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: LedgerAccounts,
    private readonly rates: ExchangeRates,
    private readonly config: WalletConfig,
    private readonly cursors: Cursors,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /** Makes the currencies and rates of the first run; does nothing once there are any. */
  async ensureFirst(): Promise<void> {
    if (await this.hasAny()) {
      return;
    }
    await this.unitOfWork.run(async () => {
      await this.sql.query(lockFirstRun);
      if (await this.hasAny()) {
        return;
      }
      const { defaultCurrency, exchangeRates } = this.config;
      const codes = [
        ...ALWAYS_THERE,
        defaultCurrency,
        ...exchangeRates.flatMap(({ from, to }) => [from, to]),
      ];
      for (const code of new Set(codes)) {
        await this.sql.change(insertFirst, [code, DEFAULT_SCALE]);
        await this.accounts.openSystem(code);
      }
      for (const { from, to, rate } of exchangeRates) {
        await this.rates.set(from, to, parseRate(rate)!);
      }
    });
  }

  /** One page of the currencies, by code. */
  async list(caller: Principal, limit: number, cursor?: string): Promise<Page<CurrencyView>> {
    const scope = ['currencies', caller.userId];
    const [after = ''] = cursor === undefined ? [] : await this.cursors.decode(scope, cursor);
    const rows = await this.sql.query<CurrencyRow>(listCurrencies, [after, limit + 1]);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      data: page.map(currencyOfRow),
      nextCursor: rows.length > limit && last !== undefined ? this.cursors.encode(scope, [last.code]) : null,
    };
  }

  /**
   * How many decimals a currency has.
   * @throws CurrencyNotFoundError
   */
  async scaleOf(code: string): Promise<number> {
    const [row] = await this.sql.query<{ scale: number }>(selectScale, [code]);
    if (row === undefined) {
      throw new CurrencyNotFoundError();
    }
    return row.scale;
  }

  /**
   * Makes a currency together with our own accounts in it.
   * @throws CurrencyExistsError
   */
  async create(
    caller: Principal,
    { code, scale, name }: { code: string; scale: number; name?: string | null },
  ): Promise<CurrencyView> {
    return this.unitOfWork.run(async () => {
      const [row] = await mapConstraints(
        this.sql.query<CurrencyRow>(insertCurrency, [code, scale, name ?? null]),
        { pk_currencies: (cause) => new CurrencyExistsError(cause) },
      );
      await this.accounts.openSystem(code);
      await this.note(caller, 'currency.created', code, { scale });
      return currencyOfRow(row);
    });
  }

  /**
   * Renames a currency, or stops and allows new movements in it. Its scale never changes.
   * @throws CurrencyNotFoundError
   */
  async update(
    caller: Principal,
    code: string,
    { name, enabled }: { name?: string | null; enabled?: boolean },
  ): Promise<CurrencyView> {
    return this.unitOfWork.run(async () => {
      const values = [code, name !== undefined, name ?? null, enabled ?? null];
      const [row] = await this.sql.query<CurrencyRow>(updateCurrency, values);
      if (row === undefined) {
        throw new CurrencyNotFoundError();
      }
      await this.note(caller, 'currency.updated', code, { enabled: row.is_enabled });
      return currencyOfRow(row);
    });
  }

  private async hasAny(): Promise<boolean> {
    return (await this.sql.query(anyCurrency)).length > 0;
  }

  private async note(
    caller: Principal,
    event: string,
    code: string,
    changed: Record<string, unknown>,
  ): Promise<void> {
    const subject = { kind: 'currency', id: code } as const;
    await this.audit.record({ event, outcome: 'success', actor: actorOf(caller), subject, changed });
    await this.events.publish(event, { code, ...changed });
  }
}

function currencyOfRow(row: CurrencyRow): CurrencyView {
  return {
    code: row.code,
    scale: row.scale,
    name: row.name,
    isEnabled: row.is_enabled,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
