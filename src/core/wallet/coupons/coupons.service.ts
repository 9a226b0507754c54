import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../authorization/principal.js';
import { isUuid, newId } from '../../../common/ids.js';
import type { Page } from '../../../common/paging.js';
import { UnitOfWork } from '../../../database/unit-of-work.js';
import { Cursors } from '../../../keys/cursors.js';
import { ApplicationsService } from '../../applications/applications.service.js';
import { actorOf, AuditService } from '../../audit/audit.service.js';
import { EventsService } from '../../events/events.service.js';
import { LedgerAccounts } from '../ledger/ledger-accounts.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { isLongEnough, newCouponCode } from './coupon-code.js';
import { CouponChangedError, CouponMembersError, CouponNotFoundError } from './coupons.errors.js';
import { type CouponRow, CouponsRepository } from './coupons.repository.js';

export interface CouponView {
  id: string;
  amountMinor: bigint;
  currency: string;
  maxUses: number;
  maxUsesPerUser: number;
  validFrom: Date | null;
  validTo: Date | null;
  applicationId: string | null;
  budgetMinor: bigint | null;
  /** What the campaign account still holds; null without a budget. */
  budgetLeftMinor: bigint | null;
  uses: number;
  codeCount: number;
  /** The last characters of the first hundred codes. */
  endings: string[];
  createdAt: Date;
  version: number;
}

export interface CreateCoupon {
  amountMinor: bigint;
  currency: string;
  code?: string;
  count?: number;
  maxUses?: number;
  maxUsesPerUser?: number;
  validFrom?: Date | null;
  validTo?: Date | null;
  /** An id or a name. */
  applicationId?: string | null;
  budgetMinor?: bigint;
}

export type UpdateCoupon = Pick<CreateCoupon, 'maxUses' | 'maxUsesPerUser' | 'validFrom' | 'validTo'>;

const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Coupons and campaigns: what codes are worth, how often and until when. */
@Injectable()
export class CouponsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: CouponsRepository,
    private readonly accounts: LedgerAccounts,
    private readonly ledger: LedgerService,
    private readonly applications: ApplicationsService,
    private readonly cursors: Cursors,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /** @throws CouponNotFoundError */
  async get(id: string): Promise<CouponView> {
    const row = isUuid(id) ? await this.repository.find(id) : null;
    if (row === null) {
      throw new CouponNotFoundError();
    }
    return this.viewOf(row);
  }

  /** One page of the coupons, newest first. */
  async list(caller: Principal, limit: number, cursor?: string): Promise<Page<CouponView>> {
    const scope = ['coupons', caller.userId];
    const [before] = cursor === undefined ? [LAST_UUID] : await this.cursors.decode(scope, cursor);
    const rows = await this.repository.list(before, limit + 1);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      data: await Promise.all(page.map((row) => this.viewOf(row))),
      nextCursor: rows.length > limit && last !== undefined ? this.cursors.encode(scope, [last.id]) : null,
    };
  }

  /**
   * Makes a coupon with one chosen code or any number of random ones, and gives its campaign account the budget.
   * @returns the coupon and its codes, which are not stored and never shown again
   * @throws CouponMembersError, ApplicationNotFoundError, CurrencyUnknownError, CurrencyDisabledError, CodeTakenError,
   * WritesOffError
   */
  async create(caller: Principal, input: CreateCoupon): Promise<{ coupon: CouponView; codes: string[] }> {
    assertFits(input);
    const codes =
      input.code === undefined ? Array.from({ length: input.count ?? 1 }, newCouponCode) : [input.code];
    return this.unitOfWork.run(async () => {
      const id = newId();
      const application = input.applicationId ? await this.applications.hold(input.applicationId) : null;
      await this.repository.insert(
        {
          id,
          amountMinor: input.amountMinor,
          currency: input.currency,
          maxUses: input.maxUses ?? 1,
          maxUsesPerUser: input.maxUsesPerUser ?? 1,
          validFrom: input.validFrom ?? null,
          validTo: input.validTo ?? null,
          applicationId: application?.id ?? null,
          budgetMinor: input.budgetMinor ?? null,
        },
        codes,
      );
      if (input.budgetMinor !== undefined) {
        await this.fund(caller, id, input.currency, input.budgetMinor);
      }
      await this.note(caller, 'coupon.created', id, { codes: codes.length });
      return { coupon: await this.get(id), codes };
    });
  }

  /**
   * Changes how often and until when the codes are good; uses that were made stay.
   * @throws CouponNotFoundError, CouponChangedError, CouponMembersError
   */
  async update(
    caller: Principal,
    id: string,
    input: UpdateCoupon,
    expectedVersion?: number,
  ): Promise<CouponView> {
    return this.unitOfWork.run(async () => {
      await this.lock(id, expectedVersion);
      const coupon = await this.get(id);
      const { maxUses, maxUsesPerUser, validFrom, validTo } = coupon;
      const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
      const changed = { maxUses, maxUsesPerUser, validFrom, validTo, ...given };
      assertWindow(changed);
      await this.repository.update(id, changed);
      await this.note(caller, 'coupon.updated', id, { members: Object.keys(given) });
      return this.get(id);
    });
  }

  /**
   * Ends a coupon; what its campaign account still holds goes back.
   * @throws CouponNotFoundError, CouponChangedError, WritesOffError
   */
  async delete(caller: Principal, id: string, expectedVersion?: number): Promise<void> {
    await this.unitOfWork.run(async () => {
      await this.lock(id, expectedVersion);
      const campaign = await this.accounts.findCampaign(id);
      if (campaign !== null && campaign.balanceMinor > 0n) {
        const { account, balanceMinor } = campaign;
        await this.ledger.post({
          type: 'coupon',
          postings: [
            {
              from: account,
              to: await this.accounts.system(account.currency, 'coupons'),
              amountMinor: balanceMinor,
            },
          ],
          actor: actorOf(caller),
          subject: { kind: 'coupon', id },
          reason: 'campaign ended',
          reference: id,
          takesWhatIsThere: true,
          allowsDisabledCurrency: true,
        });
      }
      await this.repository.delete(id);
      await this.note(caller, 'coupon.deleted', id);
    });
  }

  private async fund(caller: Principal, id: string, currency: string, amountMinor: bigint): Promise<void> {
    await this.ledger.post({
      type: 'coupon',
      postings: [
        {
          from: await this.accounts.system(currency, 'coupons'),
          to: await this.accounts.openCampaign(id, currency),
          amountMinor,
        },
      ],
      actor: actorOf(caller),
      subject: { kind: 'coupon', id },
      reason: 'campaign budget',
      reference: id,
    });
  }

  private async lock(id: string, expectedVersion?: number): Promise<void> {
    const version = isUuid(id) ? await this.repository.lock(id) : null;
    if (version === null) {
      throw new CouponNotFoundError();
    }
    if (expectedVersion !== undefined && expectedVersion !== version) {
      throw new CouponChangedError();
    }
  }

  private async viewOf(row: CouponRow): Promise<CouponView> {
    const campaign = row.budget === null ? null : await this.accounts.findCampaign(row.id);
    return {
      id: row.id,
      amountMinor: BigInt(row.amount),
      currency: row.currency,
      maxUses: row.max_uses,
      maxUsesPerUser: row.max_uses_per_user,
      validFrom: row.valid_from,
      validTo: row.valid_to,
      applicationId: row.application_id,
      budgetMinor: row.budget === null ? null : BigInt(row.budget),
      budgetLeftMinor: campaign?.balanceMinor ?? null,
      uses: row.uses,
      codeCount: row.code_count,
      endings: row.endings,
      createdAt: row.created_at,
      version: row.version,
    };
  }

  private async note(
    caller: Principal,
    event: string,
    id: string,
    changed?: Record<string, unknown>,
  ): Promise<void> {
    const subject = { kind: 'coupon', id } as const;
    await this.audit.record({ event, outcome: 'success', actor: actorOf(caller), subject, changed });
    await this.events.publish(event, { couponId: id, ...changed });
  }
}

function assertFits(input: CreateCoupon): void {
  if (input.code !== undefined && input.count !== undefined) {
    throw new CouponMembersError('count', 'a chosen code is the only one of its coupon');
  }
  if (input.code !== undefined && !isLongEnough(input.code)) {
    throw new CouponMembersError('code', 'has at least 4 characters besides hyphens and blanks');
  }
  if (input.budgetMinor !== undefined && input.budgetMinor < input.amountMinor) {
    throw new CouponMembersError('budget', 'is at least what one redemption gives');
  }
  assertWindow(input);
}

function assertWindow({ validFrom, validTo }: Pick<CreateCoupon, 'validFrom' | 'validTo'>): void {
  if (validFrom && validTo && validTo <= validFrom) {
    throw new CouponMembersError('validTo', 'is after validFrom');
  }
}
