import { Injectable } from '@nestjs/common';
import { newId } from '../../../common/ids.js';
import { currentRequest } from '../../../common/request-context.js';
import { mapConstraints } from '../../../database/sql-errors.js';
import { Sql } from '../../../database/sql.js';
import {
  IdempotencyInProgressError,
  IdempotencyMismatchError,
} from '../../../idempotency/idempotency.errors.js';
import {
  type IdempotentRequest,
  lockOf,
  fingerprintOf,
  type StoredAnswer,
} from '../../../idempotency/idempotency.service.js';
import { AuditService } from '../../audit/audit.service.js';
import { AlreadyReversedError, WritesOffError } from '../wallet.errors.js';
import { callLedgerPost, GroupCommit } from './group-commit.js';
import {
  auditedChange,
  batchOf,
  type KeyRecord,
  type Operation,
  type OutcomeRow,
  posted,
  REFUSALS,
} from './ledger-batch.js';
import type { Draft, Transaction } from './ledger.types.js';

/** Writes the books: the only way to accounts' balances, transactions and entries. */
@Injectable()
export class LedgerService {
  constructor(
    private readonly sql: Sql,
    private readonly groups: GroupCommit,
    private readonly audit: AuditService,
  ) {}

  /**
   * Makes a transaction as a part of the open unit of work, which commits it together with what belongs to it.
   * One call for each unit of work: accounts are locked in order within a call, not across several.
   * @throws InsufficientFundsError, BalanceLimitError, CurrencyMismatchError, CurrencyDisabledError, WalletClosedError,
   * AlreadyReversedError, WritesOffError
   */
  async post(draft: Draft): Promise<Transaction> {
    const operation = this.operationOf(draft, null);
    const [row] = await mapConstraints(this.sql.query<OutcomeRow>(callLedgerPost, [batchOf([operation])]), {
      uq_ledger_transactions_reverses: (cause) => new AlreadyReversedError(cause),
    });
    return transactionOf(operation, row);
  }

  /**
   * Makes a transaction and the record of its idempotency key at once, together with others that arrive meanwhile.
   * @returns the transaction, or what the key was answered before
   * @throws the errors of `post`, IdempotencyMismatchError, IdempotencyInProgressError
   */
  async postOnce(draft: Draft, request: IdempotentRequest): Promise<Transaction | { earlier: StoredAnswer }> {
    const operation = this.operationOf(draft, keyRecordOf(request), request.origin);
    const row = await this.groups.post(operation);
    // Written by the function in the form that the idempotency service reads.
    return row.outcome === 'replayed'
      ? { earlier: row.answer as StoredAnswer }
      : transactionOf(operation, row);
  }

  private operationOf(draft: Draft, key: KeyRecord | null, origin = currentRequest()): Operation {
    const id = newId();
    const entry = {
      event: `wallet.${draft.type}`,
      outcome: 'success',
      actor: draft.actor,
      subject: draft.subject,
      changed: auditedChange(id, draft),
    } as const;
    const audit = this.audit.rowOf(entry, origin);
    return { id, draft, key, audit };
  }
}

function keyRecordOf(request: IdempotentRequest): KeyRecord {
  const { principal, route, key, body } = request;
  return {
    lock: lockOf(request),
    principal,
    route,
    key,
    fingerprint: fingerprintOf(body),
  };
}

function transactionOf(operation: Operation, row: OutcomeRow): Transaction {
  switch (row.outcome) {
    case 'posted':
      return posted(operation, row);
    case 'writes_off':
      throw new WritesOffError();
    case 'in_progress':
      throw new IdempotencyInProgressError();
    case 'mismatch':
      throw new IdempotencyMismatchError();
    case 'replayed':
      throw new Error('A transaction without a key cannot be a repeat.');
    default:
      throw REFUSALS[row.outcome]();
  }
}
