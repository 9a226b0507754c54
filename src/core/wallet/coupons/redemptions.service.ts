import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../authorization/principal.js';
import { mapConstraints } from '../../../database/sql-errors.js';
import { UnitOfWork } from '../../../database/unit-of-work.js';
import { actorOf, userParty } from '../../audit/audit.service.js';
import { LedgerAccounts } from '../ledger/ledger-accounts.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { Transaction } from '../ledger/ledger.types.js';
import { InsufficientFundsError } from '../wallet.errors.js';
import { WalletsService } from '../wallets.service.js';
import { CodeNotFoundError, CodeUsedBeforeError, CodeUsedUpError } from './coupons.errors.js';
import { type CodeRow, CouponsRepository } from './coupons.repository.js';

/** Redeems codes, each use exactly once. */
@Injectable()
export class RedemptionsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: CouponsRepository,
    private readonly wallets: WalletsService,
    private readonly accounts: LedgerAccounts,
    private readonly ledger: LedgerService,
  ) {}

  /**
   * Gives the caller what a code is worth.
   * @throws CodeNotFoundError, CodeUsedUpError, CodeUsedBeforeError and what `LedgerService.post` throws
   */
  async redeem(caller: Principal, typed: string): Promise<Transaction> {
    return this.unitOfWork.run(async () => {
      const code = await this.repository.findCode(typed);
      if (code === null || (code.application_id !== null && code.application_id !== caller.applicationId)) {
        throw new CodeNotFoundError();
      }
      const ordinal = await this.takeUse(code, caller.userId);
      const transaction = await this.pay(caller, code);
      await mapConstraints(
        this.repository.insertRedemption(code.id, caller.userId, ordinal, transaction.id),
        { pk_coupon_redemptions: (cause) => new CodeUsedBeforeError(cause) },
      );
      return this.wallets.asSeenBy(caller, transaction);
    });
  }

  /** @returns which use of the code by this person it is */
  private async takeUse(code: CodeRow, userId: string): Promise<number> {
    const hasLeft = await this.repository.takeUse(code.id, code.max_uses);
    const ownUses = await this.repository.countOwnUses(code.id, userId);
    if (ownUses >= code.max_uses_per_user) {
      throw new CodeUsedBeforeError();
    }
    if (!hasLeft) {
      throw new CodeUsedUpError();
    }
    return ownUses + 1;
  }

  private async pay(caller: Principal, code: CodeRow): Promise<Transaction> {
    const { currency, coupon_id: couponId } = code;
    const walletId = await this.wallets.idOf(caller.userId);
    const campaign = code.budget === null ? null : await this.accounts.findCampaign(couponId);
    try {
      return await this.ledger.post({
        type: 'coupon',
        postings: [
          {
            from: campaign?.account ?? (await this.accounts.system(currency, 'coupons')),
            to: await this.accounts.ofWallet(walletId, currency, 'available'),
            amountMinor: BigInt(code.amount),
          },
        ],
        actor: actorOf(caller),
        subject: userParty(caller.userId),
        reference: couponId,
      });
    } catch (error) {
      // Only the budget of a campaign can be short here.
      throw error instanceof InsufficientFundsError ? new CodeUsedUpError() : error;
    }
  }
}
