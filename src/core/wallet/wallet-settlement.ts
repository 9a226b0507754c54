import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type AuditParty, userParty } from '../audit/audit.service.js';
import { AccountDeletion } from '../users/account-deletion.js';
import { HoldsService } from './holds/holds.service.js';
import { LedgerAccounts } from './ledger/ledger-accounts.js';
import { LedgerBalances } from './ledger/ledger-balances.js';
import { LedgerService } from './ledger/ledger.service.js';
import type { Posting } from './ledger/ledger.types.js';
import { WalletsService } from './wallets.service.js';

/**
 * Takes part in the deletion of an account: what its wallet still holds goes back to the issuance accounts by one
 * transaction, and the wallet is closed. The entries stay, under the id of the wallet.
 */
@Injectable()
export class WalletSettlement implements OnModuleInit {
  constructor(
    private readonly deletion: AccountDeletion,
    private readonly wallets: WalletsService,
    private readonly holds: HoldsService,
    private readonly accounts: LedgerAccounts,
    private readonly balances: LedgerBalances,
    private readonly ledger: LedgerService,
  ) {}

  onModuleInit(): void {
    this.deletion.register((userId, actor) => this.settle(userId, actor));
  }

  private async settle(userId: string, actor: AuditParty): Promise<void> {
    const walletId = await this.wallets.idOf(userId);
    await this.wallets.close(walletId);
    await this.holds.closeAll(walletId);
    await this.accounts.lock(walletId);
    // Whoever set money aside between the two lines before is done by now.
    await this.holds.closeAll(walletId);
    const postings: Posting[] = [];
    for (const { currency, availableMinor, heldMinor } of await this.balances.current(walletId)) {
      const issuance = await this.accounts.system(currency, 'issuance');
      for (const [purpose, amountMinor] of [
        ['available', availableMinor],
        ['held', heldMinor],
      ] as const) {
        if (amountMinor > 0n) {
          postings.push({
            from: await this.accounts.ofWallet(walletId, currency, purpose),
            to: issuance,
            amountMinor,
          });
        }
      }
    }
    if (postings.length > 0) {
      await this.ledger.post({
        type: 'debit',
        postings,
        actor,
        subject: userParty(userId),
        reason: 'account deleted',
        allowsDisabledCurrency: true,
      });
    }
    await this.accounts.close(walletId);
  }
}
