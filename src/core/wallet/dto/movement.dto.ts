import { FreeObject, Id, Text } from '../../../common/dto-fields.js';
import { Amount, CurrencyCode } from './money-fields.js';

/** An amount of a currency. */
export class MoneyDto {
  @Amount({ description: "In the currency's smallest unit." })
  amount: string;

  @CurrencyCode({ description: 'Currency.' })
  currency: string;
}

/** A credit or debit by an operator. */
export class OperatorMovementDto extends MoneyDto {
  @Text({ description: 'Why, for the person it happens to.', example: 'Refund of order 1042', max: 255 })
  reason: string;

  @Text({
    description: "The operator's own reference, for example an order.",
    example: 'order-1042',
    max: 255,
    optional: true,
  })
  reference?: string;

  @FreeObject({ description: "The operator's own data.", example: { orderId: 1042 }, optional: true })
  metadata?: Record<string, unknown>;
}

/** A transfer to somebody else. */
export class TransferDto extends MoneyDto {
  @Id({ description: 'Whom it goes to.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77' })
  toUserId: string;

  @Text({ description: 'A line for both.', example: 'Lunch', max: 255, optional: true })
  note?: string;
}

/** Why a transaction is taken back. */
export class ReversalDto {
  @Text({ description: 'Why.', example: 'Charged twice', max: 255, optional: true })
  reason?: string;
}
