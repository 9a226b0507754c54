import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { actorOf, userParty } from '../audit/audit.service.js';
import { LedgerAccounts } from './ledger/ledger-accounts.js';
import { LedgerService } from './ledger/ledger.service.js';
import type { Entry, Posting, Transaction, TransactionType } from './ledger/ledger.types.js';
import { NotReversibleError } from './wallet.errors.js';
import { WalletHistoryService } from './wallet-history.service.js';
import { WalletsService } from './wallets.service.js';

const REVERSIBLE: ReadonlySet<TransactionType> = new Set([
  'credit',
  'debit',
  'transfer',
  'coupon',
  'capture',
  'exchange',
]);

/** Takes transactions back by new ones that name them. */
@Injectable()
export class ReversalsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly history: WalletHistoryService,
    private readonly wallets: WalletsService,
    private readonly accounts: LedgerAccounts,
    private readonly ledger: LedgerService,
  ) {}

  /**
   * Reverses a transaction, once. Where whoever received the money has spent part of it, what is left is taken back; an
   * exchange is taken back as a whole or not at all.
   * @throws TransactionNotFoundError, NotReversibleError, AlreadyReversedError, InsufficientFundsError and what else
   * `LedgerService.post` throws
   */
  async reverse(caller: Principal, id: string, reason?: string): Promise<Transaction> {
    return this.unitOfWork.run(async () => {
      const original = await this.history.get(caller, id);
      const walletId = original.entries.find(({ account }) => account.walletId !== null)?.account.walletId;
      if (!REVERSIBLE.has(original.type) || walletId == null) {
        throw new NotReversibleError();
      }
      const transaction = await this.ledger.post({
        type: 'reversal',
        postings: await this.postingsOf(original),
        actor: actorOf(caller),
        subject: userParty((await this.wallets.ownerOf(walletId)) ?? walletId),
        reason,
        reference: original.reference,
        reverses: original.id,
        takesWhatIsThere: original.type !== 'exchange',
        allowsDisabledCurrency: true,
      });
      return this.wallets.asSeenBy(caller, transaction);
    });
  }

  /** Entries come in pairs, from and to. What a capture took goes back to what is available, not to the hold. */
  private async postingsOf({ entries }: Transaction): Promise<Posting[]> {
    const postings: Posting[] = [];
    for (let index = 0; index < entries.length; index += 2) {
      const [paid, received] = entries.slice(index, index + 2) as [Entry, Entry];
      const { walletId, currency } = paid.account;
      if (walletId !== null && received.account.walletId === walletId) {
        continue;
      }
      const to =
        walletId === null ? paid.account : await this.accounts.ofWallet(walletId, currency, 'available');
      postings.push({ from: received.account, to, amountMinor: received.amountMinor });
    }
    return postings;
  }
}
