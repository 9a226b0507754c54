import { InvalidRequestError } from '../../common/errors.js';
import { csvLine } from '../../core/wallet/csv.js';
import { type Fraction, formatAmount, formatRate, parseDecimal } from '../../core/wallet/ledger/amount.js';
import type { PageFilter, PagePlace } from '../../core/wallet/ledger/ledger-pages.js';
import type { HistoryLine } from '../../core/wallet/ledger/ledger-reader.js';
import type { Account, Entry, Transaction, TransactionType } from '../../core/wallet/ledger/ledger.types.js';
import type { MainWallet, MainWalletPage, Preview } from '../../core/wallet/main-wallet.service.js';
import { instantOf } from './bytenite.mapper.js';
import { genericAnswer } from './dto/generic.dto.js';
import type {
  ByteNiteBalanceDto,
  ByteNiteExchangeRateDto,
  ByteNiteRedemptionDto,
  ByteNiteRelatedEntityDto,
  ByteNiteTransactionDto,
  ByteNiteTransactionsDto,
} from './dto/wallet.dto.js';
import {
  type ByteNiteExchangeRateQueryDto,
  type ByteNiteFilterDto,
  DEFAULT_LIMIT,
} from './dto/wallet-requests.dto.js';

const NAMES: Readonly<Record<TransactionType, string>> = {
  credit: 'top_up',
  debit: 'payment',
  transfer: 'transfer',
  coupon: 'coupon',
  exchange: 'exchange',
  hold: 'hold',
  capture: 'payment',
  void: 'release',
  reversal: 'reversal',
};
const CSV_COLUMNS = ['id', 'createdAt', 'transactionType', 'amount', 'balance', 'account', 'notes'];

export function balanceOf({ id, balance, scale }: MainWallet): ByteNiteBalanceDto {
  return {
    accountId: id,
    totalBalance: doubleOf(balance.totalMinor, scale),
    availableBalance: doubleOf(balance.availableMinor, scale),
    amountDue: 0,
  };
}

/** Where a page begins and how it is sorted; 0 and null are what protocol buffers have for nothing. */
export function placeOf(
  { limit, offset }: { limit?: number | null; offset?: number | null },
  orderBy: string | null | undefined,
): PagePlace {
  const isAscending = /^\+?createdAt(?: asc)?$/.test(orderBy ?? '');
  return { limit: limit || DEFAULT_LIMIT, offset: offset ?? 0, isAscending };
}

/** @throws InvalidRequestError */
export function filterOf(filters: readonly ByteNiteFilterDto[]): PageFilter {
  return filters.map(oneFilterOf).reduce<PageFilter>(
    (all, { types, from, to }) => ({
      types: types === undefined ? all.types : (all.types ?? types).filter((type) => types.includes(type)),
      from: latest(all.from, from),
      to: earliest(all.to, to),
    }),
    {},
  );
}

export function transactionsOf(page: MainWalletPage, { offset }: PagePlace): ByteNiteTransactionsDto {
  return {
    pagination: { total: page.total, offset, hasPrevious: offset > 0, hasNext: page.hasNext },
    data: page.transactions.map((transaction) => transactionOf(transaction, page)),
  };
}

export function redemptionOf(page: MainWalletPage): ByteNiteRedemptionDto {
  const transaction = transactionOf(page.transactions[0], page);
  return { ...genericAnswer(), transaction, amount: transaction.amount };
}

/** Which amount is asked about: of the currency, or of credits. */
export function askedAmountOf({ currencyAmount, amount }: ByteNiteExchangeRateQueryDto): {
  amount: Fraction;
  isIntoMain: boolean;
} {
  const isIntoMain = currencyAmount !== undefined || amount === undefined;
  return { amount: parseDecimal(isIntoMain ? (currencyAmount ?? '1') : amount)!, isIntoMain };
}

export function exchangeRateOf(
  query: ByteNiteExchangeRateQueryDto,
  { rate, resultMinor, resultScale }: Preview,
): ByteNiteExchangeRateDto {
  const result = doubleOf(resultMinor, resultScale);
  const { isIntoMain } = askedAmountOf(query);
  return {
    currency: query.currency,
    currencyAmount: isIntoMain ? Number(query.currencyAmount ?? '1') : result,
    exchangeRate: Number(formatRate(rate)),
    amount: isIntoMain ? result : Number(query.amount),
  };
}

/** The history as lines of CSV (RFC 4180), one for each entry, amounts in whole units. */
export async function* csvOf(pages: AsyncIterable<HistoryLine[]>, scale: number): AsyncGenerator<string> {
  yield csvLine(CSV_COLUMNS);
  for await (const lines of pages) {
    yield lines
      .map((line) =>
        csvLine([
          line.transaction_id,
          instantOf(line.created_at),
          NAMES[line.type as TransactionType],
          formatAmount(BigInt(line.amount), scale),
          formatAmount(BigInt(line.balance_after), scale),
          line.purpose,
          line.reason,
        ]),
      )
      .join('');
  }
}

function transactionOf(transaction: Transaction, page: MainWalletPage): ByteNiteTransactionDto {
  const { entries, reason } = transaction;
  const own = ownEntryOf(entries, page);
  const ofCurrency = entries.filter(({ account }) => account.currency === own?.account.currency);
  const amount = doubleOf(own?.amountMinor ?? 0n, page.scale);
  const relatedEntity = relatedEntityOf(transaction);
  return {
    id: transaction.id,
    createdAt: instantOf(transaction.createdAt),
    accountFrom: accountNameOf(ofCurrency.find(({ amountMinor }) => amountMinor < 0n)?.account),
    accountTo: accountNameOf(ofCurrency.find(({ amountMinor }) => amountMinor > 0n)?.account),
    amount,
    transactionType: NAMES[transaction.type],
    relatedEntity,
    notes: reason ?? '',
    transactionData: transaction.metadata === null ? '' : JSON.stringify(transaction.metadata),
    hash: transaction.hash.toString('hex'),
    relatedEntityData: {
      ...relatedEntity,
      jobName: '',
      jobId: '',
      description: reason ?? '',
      currency: own?.account.currency ?? page.currency,
      currencyAmount: amount,
      exchangeRate: 1,
      couponCode: '',
      jobTemplate: '',
    },
    description: reason ?? '',
    balance: doubleOf(own?.balanceAfterMinor ?? 0n, page.scale),
  };
}

/** The entry that the wallet's owner sees: on what they can spend, else on what is held of theirs. */
function ownEntryOf(entries: readonly Entry[], { walletId, currency }: MainWalletPage): Entry | undefined {
  const own = entries.filter(({ account }) => account.walletId === walletId);
  const ofMain = own.filter(({ account }) => account.currency === currency);
  const candidates = ofMain.length > 0 ? ofMain : own;
  return candidates.find(({ account }) => account.purpose === 'available') ?? candidates[0];
}

function relatedEntityOf({ type, reference, reverses }: Transaction): ByteNiteRelatedEntityDto {
  if (reverses !== null) {
    return { type: 'transaction', id: reverses, name: '' };
  }
  return reference === null
    ? { type: '', id: '', name: '' }
    : { type: type === 'coupon' ? 'coupon' : 'reference', id: reference, name: '' };
}

function accountNameOf(account: Account | undefined): string {
  return account === undefined ? '' : (account.walletId ?? `service-${account.purpose}`);
}

/** Exact up to the last step: the double nearest to the decimal number. */
function doubleOf(amountMinor: bigint, scale: number): number {
  return Number(formatAmount(amountMinor, scale));
}

function oneFilterOf({ field, condition, value }: ByteNiteFilterDto): PageFilter {
  if (field === 'transactionType') {
    if (condition !== 'FILTER_CONDITION_EQ') {
      throw badFilter('condition', 'a type can only be equal');
    }
    const types = (Object.keys(NAMES) as TransactionType[]).filter((type) => NAMES[type] === value);
    return { types };
  }
  const instant = Date.parse(value);
  if (!/^\d{4}-\d\d-\d\dT/.test(value) || Number.isNaN(instant)) {
    throw badFilter('value', 'must be an RFC 3339 instant');
  }
  const [at, after] = [new Date(instant), new Date(instant + 1)];
  switch (condition) {
    case 'FILTER_CONDITION_EQ':
      return { from: at, to: after };
    case 'FILTER_CONDITION_GT':
      return { from: after };
    case 'FILTER_CONDITION_GTE':
      return { from: at };
    case 'FILTER_CONDITION_LT':
      return { to: at };
    case 'FILTER_CONDITION_LTE':
      return { to: after };
  }
}

function badFilter(member: string, message: string): InvalidRequestError {
  return new InvalidRequestError([{ field: `filters.${member}`, code: 'invalid', message }]);
}

function latest(one: Date | undefined, other: Date | undefined): Date | undefined {
  return one === undefined || (other !== undefined && other > one) ? other : one;
}

function earliest(one: Date | undefined, other: Date | undefined): Date | undefined {
  return one === undefined || (other !== undefined && other < one) ? other : one;
}
