import { Decimal, Flag, Id, Instant, Nested, NestedList, Text, Whole } from '../../../common/dto-fields.js';
import { ByteNiteGenericDto } from './generic.dto.js';

const text = (description: string, example = '') => Text({ description, example, min: 0, max: 4096 });

export class ByteNiteBalanceDto {
  @Id({ description: 'Id of the wallet, not of the user.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a70' })
  accountId: string;

  @Decimal({ description: 'All there is, in whole units.', example: 12.5 })
  totalBalance: number;

  @Decimal({ description: 'What can be spent.', example: 12.5 })
  availableBalance: number;

  @Decimal({ description: 'What is owed in USD; always 0, since nothing is billed here.', example: 0 })
  amountDue: number;
}

export class ByteNiteRelatedEntityDto {
  @text('What kind of thing: coupon, transaction, reference, or nothing.', 'coupon')
  type: string;

  @text('Which one.', '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a71')
  id: string;

  @text('Always empty.')
  name: string;
}

export class ByteNiteRelatedEntityDataDto extends ByteNiteRelatedEntityDto {
  @text('Always empty: there are no jobs here.')
  jobName: string;

  @text('Always empty.')
  jobId: string;

  @text('Why.', 'Refund of order 1042')
  description: string;

  @text('Currency.', 'CREDIT')
  currency: string;

  @Decimal({ description: 'The amount in that currency.', example: 12.5 })
  currencyAmount: number;

  @Decimal({ description: 'Always 1: the amount is in that currency.', example: 1 })
  exchangeRate: number;

  @text('Always empty: codes are not kept.')
  couponCode: string;

  @text('Always empty.')
  jobTemplate: string;
}

/** A transaction from the side of the caller's wallet. */
export class ByteNiteTransactionDto {
  @Id({ description: 'UUID.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79' })
  id: string;

  @Instant({ description: 'When it was posted.', example: '2026-01-31T12:00:00Z' })
  createdAt: string;

  @text('Where it came from: a wallet, or one of the accounts of the service.', 'service-coupons')
  accountFrom: string;

  @text('Where it went to.', '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a70')
  accountTo: string;

  @Decimal({ description: 'In whole units; negative for what left.', example: 12.5 })
  amount: number;

  @text('top_up, payment, coupon, transfer, exchange, hold, release or reversal.', 'coupon')
  transactionType: string;

  @Nested(() => ByteNiteRelatedEntityDto, { description: 'What it belongs to.' })
  relatedEntity: ByteNiteRelatedEntityDto;

  @text('Why.', 'Refund of order 1042')
  notes: string;

  @text("The operator's own data, as JSON.", '{"orderId":1042}')
  transactionData: string;

  @Text({
    description: 'SHA-256.',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    max: 64,
  })
  hash: string;

  @Nested(() => ByteNiteRelatedEntityDataDto, { description: 'More of what it belongs to.' })
  relatedEntityData: ByteNiteRelatedEntityDataDto;

  @text('Why.', 'Refund of order 1042')
  description: string;

  @Decimal({ description: 'What there was after it.', example: 12.5 })
  balance: number;
}

export class ByteNitePaginationDto {
  @Whole({ description: 'All matches, counted up to 10,000.', min: 0, max: 10_000, example: 1 })
  total: number;

  @Whole({ description: 'How many come before these.', min: 0, max: 10_000, example: 0 })
  offset: number;

  @Flag({ description: 'Whether there are some before.', example: false })
  hasPrevious: boolean;

  @Flag({ description: 'Whether there are more.', example: false })
  hasNext: boolean;
}

export class ByteNiteTransactionsDto {
  @Nested(() => ByteNitePaginationDto, { description: 'Which part of the list this is.' })
  pagination: ByteNitePaginationDto;

  @NestedList(() => ByteNiteTransactionDto, { description: 'The transactions.' })
  data: ByteNiteTransactionDto[];
}

export class ByteNiteExchangeRateDto {
  @text('Currency.', 'USD')
  currency: string;

  @Decimal({ description: 'An amount of it.', example: 1 })
  currencyAmount: number;

  @Decimal({ description: 'Credits for one unit of it.', example: 200 })
  exchangeRate: number;

  @Decimal({ description: 'The same in credits.', example: 200 })
  amount: number;
}

export class ByteNiteRedemptionDto extends ByteNiteGenericDto {
  @Nested(() => ByteNiteTransactionDto, { description: 'What it brought.' })
  transaction: ByteNiteTransactionDto;

  @Decimal({ description: 'How much it brought.', example: 12.5 })
  amount: number;
}
