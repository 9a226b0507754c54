import { Injectable } from '@nestjs/common';
import { mapConstraints } from '../../../database/sql-errors.js';
import { statement, Sql } from '../../../database/sql.js';
import { type Fraction, inverse } from '../ledger/amount.js';
import { CurrencyUnknownError } from '../wallet.errors.js';

/** How many units of `to` one unit of `from` buys. */
export interface Rate {
  from: string;
  to: string;
  fraction: Fraction;
  fromScale: number;
  toScale: number;
  updatedAt: Date;
}

interface RateRow {
  from_currency: string;
  to_currency: string;
  numerator: string;
  denominator: string;
  from_scale: number;
  to_scale: number;
  updated_at: Date;
}

const SELECT = `SELECT r.from_currency, r.to_currency, r.numerator, r.denominator, f.scale AS from_scale, t.scale AS to_scale,
    r.updated_at
  FROM exchange_rates r JOIN currencies f ON f.code = r.from_currency JOIN currencies t ON t.code = r.to_currency`;

/** A rate that was set comes before the inverse of the other direction. */
const selectRate = statement(
  'select-exchange-rate',
  `${SELECT} WHERE (r.from_currency = $1 AND r.to_currency = $2) OR (r.from_currency = $2 AND r.to_currency = $1)
   ORDER BY r.from_currency = $1 DESC LIMIT 1`,
);
const listRates = statement(
  'list-exchange-rates',
  `${SELECT} WHERE (r.from_currency, r.to_currency) > ($1, $2) AND ($3::text IS NULL OR r.from_currency = $3)
      AND ($4::text IS NULL OR r.to_currency = $4)
   ORDER BY r.from_currency, r.to_currency LIMIT $5`,
);
const upsertRate = statement(
  'upsert-exchange-rate',
  `INSERT INTO exchange_rates (from_currency, to_currency, numerator, denominator) VALUES ($1, $2, $3, $4)
   ON CONFLICT (from_currency, to_currency) DO UPDATE
     SET numerator = excluded.numerator, denominator = excluded.denominator, updated_at = now()`,
);

/** The table of exchange rates. */
@Injectable()
export class ExchangeRates {
  constructor(private readonly sql: Sql) {}

  /** The rate from one currency to another, set or implied by the other direction; null when there is neither. */
  async find(from: string, to: string): Promise<Rate | null> {
    const [row] = await this.sql.query<RateRow>(selectRate, [from, to]);
    if (row === undefined) {
      return null;
    }
    const rate = rateOfRow(row);
    return rate.from === from
      ? rate
      : {
          ...rate,
          from,
          to,
          fraction: inverse(rate.fraction),
          fromScale: rate.toScale,
          toScale: rate.fromScale,
        };
  }

  /** Rates that were set, by their currencies. */
  async list(
    filter: { from?: string; to?: string },
    limit: number,
    [afterFrom = '', afterTo = '']: string[] = [],
  ): Promise<Rate[]> {
    const values = [afterFrom, afterTo, filter.from ?? null, filter.to ?? null, limit];
    return (await this.sql.query<RateRow>(listRates, values)).map(rateOfRow);
  }

  /** @throws CurrencyUnknownError */
  async set(from: string, to: string, { numerator, denominator }: Fraction): Promise<void> {
    await mapConstraints(
      this.sql.change(upsertRate, [from, to, numerator.toString(), denominator.toString()]),
      {
        fk_exchange_rates_from_currency: (cause) => new CurrencyUnknownError(from, cause),
        fk_exchange_rates_to_currency: (cause) => new CurrencyUnknownError(to, cause),
      },
    );
  }
}

function rateOfRow(row: RateRow): Rate {
  return {
    from: row.from_currency,
    to: row.to_currency,
    fraction: { numerator: BigInt(row.numerator), denominator: BigInt(row.denominator) },
    fromScale: row.from_scale,
    toScale: row.to_scale,
    updatedAt: row.updated_at,
  };
}
