import { newId } from '../../../common/ids.js';
import type { DomainError } from '../../../common/errors.js';
import type { RefusalAnswer } from '../../../idempotency/idempotency.service.js';
import { UserNotFoundError } from '../../users/users.errors.js';
import {
  AlreadyReversedError,
  BalanceLimitError,
  CurrencyDisabledError,
  CurrencyMismatchError,
  InsufficientFundsError,
  RecipientSuspendedError,
  WalletClosedError,
} from '../wallet.errors.js';
import { total } from './amount.js';
import type { Account, Draft, Transaction } from './ledger.types.js';

/** What `ledger_post` answers for one transaction of a batch. */
export type Outcome =
  'posted' | 'replayed' | 'mismatch' | 'in_progress' | 'writes_off' | keyof typeof REFUSALS;

export interface OutcomeRow {
  n: number;
  outcome: Outcome;
  created_at: Date;
  hash: Buffer;
  /** What was moved, posting by posting. */
  amounts: string[];
  balances: (string | null)[];
  answer: unknown;
}

/** The idempotency key that a transaction is recorded under, as `IdempotencyService` writes it. */
export interface KeyRecord {
  lock: string;
  principal: string;
  route: string;
  key: string;
  fingerprint: string;
}

/** One transaction of a batch, with what is written beside it. */
export interface Operation {
  id: string;
  draft: Draft;
  key: KeyRecord | null;
  audit: Record<string, unknown>;
}

/** What the domain refuses, by the word that the database answers with. */
export const REFUSALS = {
  insufficient_funds: () => new InsufficientFundsError(),
  balance_limit: () => new BalanceLimitError(),
  currency_mismatch: () => new CurrencyMismatchError(),
  currency_disabled: () => new CurrencyDisabledError(),
  account_closed: () => new WalletClosedError(),
  already_reversed: () => new AlreadyReversedError(),
  recipient_unknown: () => new UserNotFoundError(),
  recipient_suspended: () => new RecipientSuspendedError(),
} satisfies Record<string, () => DomainError>;

const REFUSAL_ANSWERS: Record<string, RefusalAnswer> = Object.fromEntries(
  Object.entries(REFUSALS).map(([outcome, make]) => {
    const { kind, code, message, fields, details } = make();
    return [outcome, { error: { kind, code, message, fields, details } }];
  }),
);

/** The argument of `ledger_post`; accounts are named once and then by their place, which starts at 1. */
export function batchOf(operations: readonly Operation[]): string {
  const places = new Map<string, number>();
  const placeOf = ({ id }: Account): number => {
    const place = places.get(id) ?? places.size + 1;
    places.set(id, place);
    return place;
  };
  const ops = operations.map(({ id, draft, key, audit }, index) => ({
    n: index + 1,
    id,
    type: draft.type,
    reference: draft.reference ?? null,
    reason: draft.reason ?? null,
    metadata: draft.metadata ?? null,
    actor_kind: draft.actor.kind,
    actor_id: draft.actor.id,
    recipient: draft.recipientId ?? null,
    reverses: draft.reverses ?? null,
    debits: draft.postings.map(({ from }) => placeOf(from)),
    credits: draft.postings.map(({ to }) => placeOf(to)),
    amounts: draft.postings.map(({ amountMinor }) => amountMinor.toString()),
    allows_disabled: draft.allowsDisabledCurrency ?? false,
    takes_what_is_there: draft.takesWhatIsThere ?? false,
    ...key,
    audit,
    message: {
      id: newId(),
      topic: 'wallet.transaction_posted',
      payload: { transactionId: id, type: draft.type, userId: draft.subject.id },
    },
  }));
  return JSON.stringify({ accounts: [...places.keys()], ops, refusals: REFUSAL_ANSWERS });
}

/** What the audit trail says of a movement. */
export function auditedChange(id: string, { postings, type, reverses }: Draft): Record<string, unknown> {
  const currency = postings[0]?.from.currency;
  return reverses
    ? { transactionId: id, type, currency, reverses }
    : {
        transactionId: id,
        type,
        currency,
        amount: total(postings.map((posting) => posting.amountMinor)).toString(),
      };
}

/** The transaction that a draft became. */
export function posted({ id, draft }: Operation, row: OutcomeRow): Transaction {
  const sides = draft.postings.flatMap(({ from, to }, index) => {
    const amountMinor = BigInt(row.amounts[index]);
    return [
      { account: from, amountMinor: -amountMinor },
      { account: to, amountMinor },
    ];
  });
  return {
    id,
    type: draft.type,
    createdAt: row.created_at,
    entries: sides.map((side, index) => {
      const balance = row.balances[index] ?? null;
      return { ...side, balanceAfterMinor: balance === null ? null : BigInt(balance) };
    }),
    reference: draft.reference ?? null,
    reason: draft.reason ?? null,
    metadata: draft.metadata ?? null,
    actor: draft.actor,
    reverses: draft.reverses ?? null,
    hash: row.hash,
  };
}
