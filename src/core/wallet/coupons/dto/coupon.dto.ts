import { ApplicationReference } from '../../../applications/dto/application-fields.js';
import { Id, Instant, NestedList, Text, TextList, Whole } from '../../../../common/dto-fields.js';
import type { Page } from '../../../../common/paging.js';
import { MoneyDto } from '../../dto/movement.dto.js';
import { Amount, CurrencyCode, SignedAmount } from '../../dto/money-fields.js';
import type { CouponView, CreateCoupon, UpdateCoupon } from '../coupons.service.js';

const MAX_USES = 1_000_000_000;
export const MAX_CODES = 1_000;

/** A new coupon. */
export class CreateCouponDto extends MoneyDto {
  @Text({
    description:
      'A chosen code; random ones are made without it. Letter case, hyphens and blanks do not matter.',
    example: 'WELCOME-2026',
    min: 4,
    max: 64,
    optional: true,
  })
  code?: string;

  @Whole({ description: 'How many random codes.', min: 1, max: MAX_CODES, example: 1, optional: true })
  count?: number;

  @Whole({
    description: 'How often each code can be redeemed; once unless given.',
    min: 1,
    max: MAX_USES,
    example: 50,
    optional: true,
  })
  maxUses?: number;

  @Whole({
    description: 'How often one person can redeem the same code; once unless given.',
    min: 1,
    max: MAX_USES,
    example: 1,
    optional: true,
  })
  maxUsesPerUser?: number;

  @Instant({ description: 'From when on.', optional: true, nullable: true })
  validFrom?: string | null;

  @Instant({ description: 'Until when.', optional: true, nullable: true })
  validTo?: string | null;

  @ApplicationReference({
    description: 'Only for people who are signed in to this application: its id or name.',
    optional: true,
    nullable: true,
  })
  applicationId?: string | null;

  @Amount({
    description: 'The most that all redemptions give together, set aside when the coupon is made.',
    example: '100000',
    optional: true,
  })
  budget?: string;

  static toInput(dto: CreateCouponDto): CreateCoupon {
    const { amount, budget, validFrom, validTo, ...rest } = dto;
    return {
      ...rest,
      amountMinor: BigInt(amount),
      budgetMinor: budget === undefined ? undefined : BigInt(budget),
      validFrom: instantOf(validFrom),
      validTo: instantOf(validTo),
    };
  }
}

/** What can be changed of a coupon; members left out stay. */
export class UpdateCouponDto {
  @Whole({
    description: 'How often each code can be redeemed.',
    min: 1,
    max: MAX_USES,
    example: 50,
    optional: true,
  })
  maxUses?: number;

  @Whole({
    description: 'How often one person can redeem the same code.',
    min: 1,
    max: MAX_USES,
    example: 1,
    optional: true,
  })
  maxUsesPerUser?: number;

  @Instant({ description: 'From when on; null for always.', optional: true, nullable: true })
  validFrom?: string | null;

  @Instant({ description: 'Until when; null for ever.', optional: true, nullable: true })
  validTo?: string | null;

  static toInput({ validFrom, validTo, ...rest }: UpdateCouponDto): UpdateCoupon {
    return { ...rest, validFrom: instantOf(validFrom), validTo: instantOf(validTo) };
  }
}

/** A coupon. */
export class CouponDto {
  @Id({ description: 'UUIDv7.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a82' })
  id: string;

  @Amount({ description: 'What one redemption gives.' })
  amount: string;

  @CurrencyCode({ description: 'Currency.' })
  currency: string;

  @Whole({ description: 'How often each code can be redeemed.', min: 1, max: MAX_USES, example: 50 })
  maxUses: number;

  @Whole({ description: 'How often one person can redeem the same code.', min: 1, max: MAX_USES, example: 1 })
  maxUsesPerUser: number;

  @Whole({ description: 'Redemptions of all codes so far.', min: 0, max: MAX_USES, example: 0 })
  uses: number;

  @Whole({ description: 'How many codes there are.', min: 1, max: MAX_CODES, example: 1 })
  count: number;

  @TextList({
    description: 'The last characters of the codes, of the first hundred.',
    example: ['C3PZ'],
    max: 100,
    canRepeat: true,
  })
  endings: string[];

  @Instant({ description: 'From when on.', nullable: true })
  validFrom: string | null;

  @Instant({ description: 'Until when.', nullable: true })
  validTo: string | null;

  @Id({
    description: 'Only for people who are signed in to this application.',
    nullable: true,
    example: null,
  })
  applicationId: string | null;

  @SignedAmount({
    description: 'The most that all redemptions give together.',
    example: '100000',
    nullable: true,
  })
  budget: string | null;

  @SignedAmount({ description: 'What is left of the budget.', example: '98750', nullable: true })
  budgetLeft: string | null;

  @Instant({ description: 'When it was made.' })
  createdAt: string;

  static of(coupon: CouponView): CouponDto {
    return {
      id: coupon.id,
      amount: coupon.amountMinor.toString(),
      currency: coupon.currency,
      maxUses: coupon.maxUses,
      maxUsesPerUser: coupon.maxUsesPerUser,
      uses: coupon.uses,
      count: coupon.codeCount,
      endings: coupon.endings,
      validFrom: coupon.validFrom?.toISOString() ?? null,
      validTo: coupon.validTo?.toISOString() ?? null,
      applicationId: coupon.applicationId,
      budget: coupon.budgetMinor?.toString() ?? null,
      budgetLeft: coupon.budgetLeftMinor?.toString() ?? null,
      createdAt: coupon.createdAt.toISOString(),
    };
  }
}

/** A coupon that was just made, with its codes. */
export class CouponCreatedDto extends CouponDto {
  @TextList({
    description: 'The codes, shown this once.',
    example: ['7KQ2-M4XD-9WTH-C3PZ'],
    max: MAX_CODES,
  })
  codes: string[];

  static withCodes(coupon: CouponView, codes: string[]): CouponCreatedDto {
    return { ...CouponDto.of(coupon), codes };
  }
}

/** One page of coupons. */
export class CouponPageDto {
  @NestedList(() => CouponDto, { description: 'The coupons of this page, newest first.' })
  data: CouponDto[];

  @Text({
    description: '`cursor` of the next page; null on the last.',
    max: 2048,
    nullable: true,
    example: null,
  })
  nextCursor: string | null;

  static of({ data, nextCursor }: Page<CouponView>): CouponPageDto {
    return { data: data.map((coupon) => CouponDto.of(coupon)), nextCursor };
  }
}

/** A code to redeem. */
export class RedemptionDto {
  @Text({ description: 'The code.', example: '7KQ2-M4XD-9WTH-C3PZ', max: 64 })
  code: string;
}

function instantOf(text: string | null | undefined): Date | null | undefined {
  return typeof text === 'string' ? new Date(text) : text;
}
