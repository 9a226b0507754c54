import type { FastifyReply } from 'fastify';
import type { DocumentedFailure } from '../../http/fails.decorator.js';
import { TransactionDto } from './dto/transaction.dto.js';
import type { Movement, Transaction } from './ledger/ledger.types.js';

/** The answer to a movement: the transaction, and where it can be read. */
export function transactionAnswer(reply: FastifyReply, transaction: Transaction): TransactionDto {
  reply.header('location', `/v1/transactions/${transaction.id}`);
  return TransactionDto.of(transaction);
}

/** The same for a movement that may be the repeat of an earlier one. */
export function movementAnswer(reply: FastifyReply, { transaction, isReplay }: Movement): TransactionDto {
  if (isReplay) {
    reply.header('idempotent-replayed', 'true');
  }
  return transactionAnswer(reply, transaction);
}

export const USER_NOT_FOUND: DocumentedFailure = {
  status: 404,
  code: 'users.not_found',
  when: 'There is no such account.',
};

/** What any movement may be refused with. */
export const MOVEMENT_FAILURES: readonly DocumentedFailure[] = [
  { status: 422, code: 'wallet.insufficient_funds', when: 'There is not enough to move.' },
  { status: 422, code: 'wallet.balance_limit', when: 'A balance would go beyond its limit.' },
  { status: 422, code: 'wallet.currency_unknown', when: 'There is no such currency.' },
  { status: 422, code: 'wallet.currency_disabled', when: 'The currency takes no new movements.' },
  { status: 422, code: 'wallet.closed', when: 'The owner of a wallet was deleted.' },
  { status: 422, code: 'idempotency.mismatch', when: 'The key was used with another body.' },
  { status: 409, code: 'idempotency.in_progress', when: 'The first request with this key is still running.' },
];
