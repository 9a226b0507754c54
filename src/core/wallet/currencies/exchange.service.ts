import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../authorization/principal.js';
import { newId } from '../../../common/ids.js';
import type { Page } from '../../../common/paging.js';
import { statement, Sql } from '../../../database/sql.js';
import { UnitOfWork } from '../../../database/unit-of-work.js';
import { Cursors } from '../../../keys/cursors.js';
import { actorOf, AuditService, userParty } from '../../audit/audit.service.js';
import { EventsService } from '../../events/events.service.js';
import { type Conversion, convert, formatRate, MAX_AMOUNT, parseRate } from '../ledger/amount.js';
import { LedgerAccounts } from '../ledger/ledger-accounts.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { Posting, Transaction } from '../ledger/ledger.types.js';
import { WalletsService } from '../wallets.service.js';
import {
  BadRateError,
  ExchangeAmountError,
  QuoteMismatchError,
  QuoteNotUsableError,
  RateNotFoundError,
  SameCurrencyError,
} from './currencies.errors.js';
import { ExchangeRates, type Rate } from './exchange-rates.js';

/** A rate with what an amount buys at it, kept for a minute. */
export interface Quote {
  id: string;
  expiresAt: Date;
  resultMinor: bigint;
}

export interface Exchange {
  from: string;
  to: string;
  amountMinor: bigint;
  quoteId?: string;
}

interface QuoteRow {
  from_currency: string;
  to_currency: string;
  amount: string;
  numerator: string;
  denominator: string;
}

const QUOTE_LIFETIME_SECONDS = 60;

const insertQuote = statement(
  'insert-exchange-quote',
  `INSERT INTO exchange_quotes (id, user_id, from_currency, to_currency, amount, numerator, denominator, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => ${QUOTE_LIFETIME_SECONDS})) RETURNING expires_at`,
);
const takeQuote = statement(
  'take-exchange-quote',
  `UPDATE exchange_quotes SET used_at = now() WHERE id = $1 AND user_id = $2 AND used_at IS NULL AND expires_at > now()
   RETURNING from_currency, to_currency, amount, numerator, denominator`,
);
const deleteOldQuotes = statement(
  'delete-old-exchange-quotes',
  `DELETE FROM exchange_quotes WHERE id IN (
     SELECT id FROM exchange_quotes WHERE expires_at < now() - interval '1 day' LIMIT 10000 FOR UPDATE SKIP LOCKED)`,
);

/** Exchange rates, quotes, and exchanges between the caller's own balances. */
@Injectable()
export class ExchangeService {
  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly rates: ExchangeRates,
    private readonly wallets: WalletsService,
    private readonly accounts: LedgerAccounts,
    private readonly ledger: LedgerService,
    private readonly cursors: Cursors,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /** One page of the rates that were set. */
  async list(
    caller: Principal,
    filter: { from?: string; to?: string },
    limit: number,
    cursor?: string,
  ): Promise<Page<Rate>> {
    const scope = ['exchange-rates', caller.userId, filter.from ?? null, filter.to ?? null];
    const after = cursor === undefined ? undefined : await this.cursors.decode(scope, cursor);
    const rows = await this.rates.list(filter, limit + 1, after);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      data: page,
      nextCursor:
        rows.length > limit && last !== undefined ? this.cursors.encode(scope, [last.from, last.to]) : null,
    };
  }

  /**
   * The rate of a pair, set or implied.
   * @throws SameCurrencyError, RateNotFoundError
   */
  async get(from: string, to: string): Promise<Rate> {
    if (from === to) {
      throw new SameCurrencyError();
    }
    const rate = await this.rates.find(from, to);
    if (rate === null) {
      throw new RateNotFoundError();
    }
    return rate;
  }

  /**
   * Keeps a rate for the caller and an amount.
   * @throws ExchangeAmountError
   */
  async quote(caller: Principal, rate: Rate, amountMinor: bigint): Promise<Quote> {
    const { result } = conversionOf(rate, amountMinor);
    const id = newId();
    const [row] = await this.sql.query<{ expires_at: Date }>(insertQuote, [
      id,
      caller.userId,
      rate.from,
      rate.to,
      amountMinor.toString(),
      rate.fraction.numerator.toString(),
      rate.fraction.denominator.toString(),
    ]);
    return { id, expiresAt: row.expires_at, resultMinor: result };
  }

  /**
   * Sets the rate of one direction; the other is its inverse unless it is set as well.
   * @throws BadRateError, SameCurrencyError, CurrencyUnknownError
   */
  async set(caller: Principal, from: string, to: string, text: string): Promise<Rate> {
    const fraction = parseRate(text);
    if (fraction === null) {
      throw new BadRateError();
    }
    if (from === to) {
      throw new SameCurrencyError();
    }
    return this.unitOfWork.run(async () => {
      await this.rates.set(from, to, fraction);
      const changed = { from, to, rate: formatRate(fraction) };
      await this.audit.record({
        event: 'exchange-rate.set',
        outcome: 'success',
        actor: actorOf(caller),
        subject: { kind: 'currency', id: from },
        changed,
      });
      await this.events.publish('exchange-rate.set', changed);
      return this.get(from, to);
    });
  }

  /**
   * Exchanges an amount of the caller's, at the current rate or the one of a quote; part of the open unit of work.
   * @throws SameCurrencyError, RateNotFoundError, QuoteNotUsableError, QuoteMismatchError, ExchangeAmountError and what
   * `LedgerService.post` throws
   */
  async exchange(caller: Principal, exchange: Exchange): Promise<Transaction> {
    return this.unitOfWork.run(async () => {
      const { from, to, amountMinor, quoteId } = exchange;
      const rate = await this.get(from, to);
      const fraction = quoteId === undefined ? rate.fraction : await this.take(caller, quoteId, exchange);
      const conversion = conversionOf({ ...rate, fraction }, amountMinor);
      const transaction = await this.ledger.post({
        type: 'exchange',
        postings: await this.postingsOf(caller, exchange, conversion),
        actor: actorOf(caller),
        subject: userParty(caller.userId),
        reason: `1 ${from} = ${formatRate(fraction)} ${to}`,
        reference: quoteId,
      });
      return this.wallets.asSeenBy(caller, transaction);
    });
  }

  /** Removes quotes that are a day past their time. */
  async deleteOld(): Promise<void> {
    await this.sql.change(deleteOldQuotes);
  }

  private async take(caller: Principal, quoteId: string, { from, to, amountMinor }: Exchange) {
    const [quote] = await this.sql.query<QuoteRow>(takeQuote, [quoteId, caller.userId]);
    if (quote === undefined) {
      throw new QuoteNotUsableError();
    }
    const isSame =
      quote.from_currency === from && quote.to_currency === to && BigInt(quote.amount) === amountMinor;
    if (!isSame) {
      throw new QuoteMismatchError();
    }
    return { numerator: BigInt(quote.numerator), denominator: BigInt(quote.denominator) };
  }

  private async postingsOf(
    { userId }: Principal,
    { from, to }: Exchange,
    { used, rest, result }: Conversion,
  ): Promise<Posting[]> {
    const walletId = await this.wallets.idOf(userId);
    const payer = await this.accounts.ofWallet(walletId, from, 'available');
    const postings = [
      { from: payer, to: await this.accounts.system(from, 'exchange'), amountMinor: used },
      {
        from: await this.accounts.system(to, 'exchange'),
        to: await this.accounts.ofWallet(walletId, to, 'available'),
        amountMinor: result,
      },
    ];
    return rest === 0n
      ? postings
      : [...postings, { from: payer, to: await this.accounts.system(from, 'rounding'), amountMinor: rest }];
  }
}

function conversionOf({ fraction, fromScale, toScale }: Rate, amountMinor: bigint): Conversion {
  const conversion = convert(amountMinor, fraction, fromScale, toScale);
  if (conversion.result === 0n || conversion.result > MAX_AMOUNT) {
    throw new ExchangeAmountError(conversion.result === 0n ? 'small' : 'large');
  }
  return conversion;
}
