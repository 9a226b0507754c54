import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { DomainError } from '../../common/errors.js';
import {
  IdempotencyService,
  type IdempotentRequest,
  type StoredAnswer,
} from '../../idempotency/idempotency.service.js';
import { actorOf, userParty } from '../audit/audit.service.js';
import type { UserReference } from '../users/user-reference.js';
import { LedgerAccounts } from './ledger/ledger-accounts.js';
import { LedgerReader } from './ledger/ledger-reader.js';
import { LedgerService } from './ledger/ledger.service.js';
import type { Draft, Movement } from './ledger/ledger.types.js';
import { TransferToSelfError } from './wallet.errors.js';
import { WalletsService } from './wallets.service.js';

/** What an operator gives to or takes from a wallet. */
export interface OperatorMovement {
  type: 'credit' | 'debit';
  amountMinor: bigint;
  currency: string;
  reason: string;
  reference?: string;
  metadata?: Record<string, unknown>;
}

export interface Transfer {
  toUserId: string;
  amountMinor: bigint;
  currency: string;
  note?: string;
}

/**
 * Credits, debits and transfers: movements that change nothing but the books, so each is one call of the ledger, shared
 * with others that come at the same moment.
 */
@Injectable()
export class MovementsService {
  constructor(
    private readonly wallets: WalletsService,
    private readonly accounts: LedgerAccounts,
    private readonly ledger: LedgerService,
    private readonly reader: LedgerReader,
    private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * Credits or debits a wallet, against the issuance account.
   * @throws UserNotFoundError, CurrencyUnknownError and what `LedgerService.post` throws
   */
  operate(
    caller: Principal,
    reference: UserReference,
    movement: OperatorMovement,
    request: IdempotentRequest,
  ): Promise<Movement> {
    const { type, amountMinor, currency } = movement;
    return this.once(caller, request, async () => {
      const { id, userId } = await this.wallets.find(caller, reference);
      const wallet = await this.accounts.ofWallet(id, currency, 'available');
      const issuance = await this.accounts.system(currency, 'issuance');
      const sides = type === 'credit' ? { from: issuance, to: wallet } : { from: wallet, to: issuance };
      return {
        ...movement,
        postings: [{ ...sides, amountMinor }],
        actor: actorOf(caller),
        subject: userParty(userId),
      };
    });
  }

  /**
   * Moves the caller's own money to somebody else.
   * @throws TransferToSelfError, UserNotFoundError, RecipientSuspendedError, CurrencyUnknownError and what
   * `LedgerService.post` throws
   */
  transfer(caller: Principal, transfer: Transfer, request: IdempotentRequest): Promise<Movement> {
    const { amountMinor, currency, note } = transfer;
    const toUserId = transfer.toUserId.toLowerCase();
    return this.once(caller, request, async () => {
      if (toUserId === caller.userId) {
        throw new TransferToSelfError();
      }
      const to = await this.wallets.availableOf(toUserId, currency);
      const from = await this.wallets.availableOf(caller.userId, currency);
      return {
        type: 'transfer',
        postings: [{ from, to, amountMinor }],
        actor: actorOf(caller),
        subject: userParty(caller.userId),
        recipientId: toUserId,
        reason: note,
      };
    });
  }

  private async once(
    caller: Principal,
    request: IdempotentRequest,
    prepare: () => Promise<Draft>,
  ): Promise<Movement> {
    let draft: Draft;
    try {
      draft = await prepare();
    } catch (error) {
      if (!(error instanceof DomainError)) {
        throw error;
      }
      // Refused before the ledger was asked: the key may have been answered when this was still allowed.
      const { answer } = await this.idempotency.once(request, () => Promise.reject(error));
      return this.again(caller, answer);
    }
    const result = await this.ledger.postOnce(draft, request);
    return 'earlier' in result
      ? this.again(caller, result.earlier)
      : { transaction: await this.wallets.asSeenBy(caller, result), isReplay: false };
  }

  private async again(caller: Principal, answer: StoredAnswer): Promise<Movement> {
    if ('error' in answer) {
      return { refusal: answer.error, isReplay: true };
    }
    const transaction = 'reference' in answer ? await this.reader.find(answer.reference) : null;
    if (transaction === null) {
      throw new Error('A stored answer names no transaction.');
    }
    return { transaction: await this.wallets.asSeenBy(caller, transaction), isReplay: true };
  }
}
