import type { FastifyReply } from 'fastify';
import type { DocumentedFailure } from '../../http/fails.decorator.js';
import { ReplayedRefusalError } from '../../idempotency/idempotency.errors.js';
import { TransactionDto } from './dto/transaction.dto.js';
import type { Movement, Transaction } from './ledger/ledger.types.js';

/** The answer to a movement: the transaction, and where it can be read. */
export function transactionAnswer(reply: FastifyReply, transaction: Transaction): TransactionDto {
  reply.header('location', `/v1/transactions/${transaction.id}`);
  return TransactionDto.of(transaction);
}

/**
 * The same for a movement that may be the repeat of an earlier one.
 * @throws ReplayedRefusalError
 */
export function movementAnswer(reply: FastifyReply, movement: Movement): TransactionDto {
  if (movement.isReplay) {
    reply.header('idempotent-replayed', 'true');
  }
  if ('refusal' in movement) {
    throw new ReplayedRefusalError(movement.refusal);
  }
  return transactionAnswer(reply, movement.transaction);
}

export const USER_NOT_FOUND: DocumentedFailure = {
  status: 404,
  code: 'users.not_found',
  when: 'There is no such account.',
};

const CLOSED: DocumentedFailure = {
  status: 422,
  code: 'wallet.closed',
  when: 'The owner of a wallet was deleted.',
};
const WRITES_OFF: DocumentedFailure = {
  status: 503,
  code: 'wallet.writes_off',
  when: 'The books did not add up when they were last looked through.',
};
const OUTCOME_UNKNOWN: DocumentedFailure = {
  status: 503,
  code: 'outcome_unknown',
  when: 'The connection to the database broke; a repeat with the same key tells whether it took effect.',
};
const BUSY: DocumentedFailure = {
  status: 503,
  code: 'wallet.busy',
  when: 'Too many movements are waiting.',
};
const INSUFFICIENT_FUNDS: DocumentedFailure = {
  status: 422,
  code: 'wallet.insufficient_funds',
  when: 'There is not enough to move.',
};
const BALANCE_LIMIT: DocumentedFailure = {
  status: 422,
  code: 'wallet.balance_limit',
  when: 'A balance would go beyond its limit.',
};
export const CURRENCY_UNKNOWN: DocumentedFailure = {
  status: 422,
  code: 'wallet.currency_unknown',
  when: 'There is no such currency.',
};
export const CURRENCY_DISABLED: DocumentedFailure = {
  status: 422,
  code: 'wallet.currency_disabled',
  when: 'The currency takes no new movements.',
};

/** What any change of the books may be refused with for the moment. */
export const POSTING_FAILURES: readonly DocumentedFailure[] = [WRITES_OFF, OUTCOME_UNKNOWN];

/** What each kind of movement may be refused with, besides what is its own. */
export const MOVEMENT_FAILURES = {
  credit: [BALANCE_LIMIT, CURRENCY_UNKNOWN, CURRENCY_DISABLED, CLOSED, ...POSTING_FAILURES, BUSY],
  debit: [INSUFFICIENT_FUNDS, CURRENCY_UNKNOWN, CURRENCY_DISABLED, CLOSED, ...POSTING_FAILURES, BUSY],
  transfer: [
    INSUFFICIENT_FUNDS,
    BALANCE_LIMIT,
    CURRENCY_UNKNOWN,
    CURRENCY_DISABLED,
    CLOSED,
    ...POSTING_FAILURES,
    BUSY,
  ],
  hold: [INSUFFICIENT_FUNDS, BALANCE_LIMIT, CURRENCY_UNKNOWN, CURRENCY_DISABLED, CLOSED, ...POSTING_FAILURES],
  exchange: [INSUFFICIENT_FUNDS, BALANCE_LIMIT, CURRENCY_DISABLED, CLOSED, ...POSTING_FAILURES],
  redemption: [BALANCE_LIMIT, CURRENCY_DISABLED, CLOSED, ...POSTING_FAILURES],
  /** Captures and voids: what is held was there, and the currency may be disabled by now. */
  release: [BALANCE_LIMIT, ...POSTING_FAILURES],
  reversal: [INSUFFICIENT_FUNDS, BALANCE_LIMIT, CLOSED, ...POSTING_FAILURES],
} as const satisfies Record<string, readonly DocumentedFailure[]>;
