import { Formed, Nested, NestedList, OneOf, Text } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';
import { ProtoInteger } from './numbers.js';

export const DEFAULT_LIMIT = 20;

const Limit = () =>
  ProtoInteger({ description: 'Rows; 20 when left out or 0.', min: 0, max: 100, example: 20 });
const Offset = () => ProtoInteger({ description: 'How many to pass over.', min: 0, max: 10_000, example: 0 });
const Order = () =>
  Formed({
    description: '`createdAt desc`, unless it is `createdAt asc`; also written `-createdAt` and `createdAt`.',
    pattern: /^(?:[+-]?createdAt|createdAt (?:asc|desc))?$/,
    message: 'must be createdAt asc or createdAt desc',
    example: 'createdAt desc',
    optional: true,
    nullable: true,
  });

/** As the names of this query are published, dots and all. */
@IgnoresUnknownMembers()
export class ByteNiteTransactionsQueryDto {
  @Limit()
  'pagination.limit'?: number | null;

  @Offset()
  'pagination.offset'?: number | null;

  @Order()
  orderBy?: string | null;
}

export class ByteNitePageDto {
  @Limit()
  limit?: number | null;

  @Offset()
  offset?: number | null;
}

export const FILTER_FIELDS = ['transactionType', 'createdAt'] as const;
export const FILTER_CONDITIONS = [
  'FILTER_CONDITION_EQ',
  'FILTER_CONDITION_GT',
  'FILTER_CONDITION_GTE',
  'FILTER_CONDITION_LT',
  'FILTER_CONDITION_LTE',
] as const;

export class ByteNiteFilterDto {
  @OneOf({ description: 'What is compared.', values: FILTER_FIELDS, example: 'transactionType' })
  field: (typeof FILTER_FIELDS)[number];

  @OneOf({
    description: 'How; a type can only be equal.',
    values: FILTER_CONDITIONS,
    example: 'FILTER_CONDITION_EQ',
  })
  condition: (typeof FILTER_CONDITIONS)[number];

  @Text({ description: 'With what.', example: 'coupon', max: 64 })
  value: string;
}

@IgnoresUnknownMembers()
export class ByteNiteFilterRequestDto {
  @Nested(() => ByteNitePageDto, { description: 'Which part of the list.', optional: true, nullable: true })
  pagination?: ByteNitePageDto | null;

  @NestedList(() => ByteNiteFilterDto, {
    description: 'All must hold.',
    max: 10,
    optional: true,
    nullable: true,
  })
  filters?: ByteNiteFilterDto[] | null;

  @Order()
  orderBy?: string | null;
}

const amount = (description: string, example: string) =>
  Formed({
    description,
    pattern: /^\d{1,17}(?:\.\d{1,18})?$/,
    message: 'must be a decimal number',
    example,
    optional: true,
  });

@IgnoresUnknownMembers()
export class ByteNiteExchangeRateQueryDto {
  @Text({ description: 'Currency.', example: 'USD', max: 16 })
  currency: string;

  @amount('An amount of the currency; 1 unless one of the two is given.', '1')
  currencyAmount?: string;

  @amount('An amount of credits; only without the other.', '200')
  amount?: string;
}

@IgnoresUnknownMembers()
export class ByteNiteRedeemDto {
  @Text({ description: 'The code on the coupon.', example: 'K7QM-2XWP-9RTV-H4ZD', max: 64 })
  couponCode: string;
}
