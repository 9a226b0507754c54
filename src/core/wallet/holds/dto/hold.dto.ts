import { Id, Instant, OneOf, Whole } from '../../../../common/dto-fields.js';
import { MoneyDto } from '../../dto/movement.dto.js';
import { Amount, CurrencyCode, SignedAmount } from '../../dto/money-fields.js';
import type { HoldView } from '../holds.service.js';

export const DEFAULT_HOLD_SECONDS = 604_800;

/** Money to set aside. */
export class CreateHoldDto extends MoneyDto {
  @Whole({
    description: 'Seconds until it is given back by itself; a week unless given.',
    min: 60,
    max: 2_592_000,
    example: 3_600,
    optional: true,
  })
  expiresIn?: number;
}

/** How much of a hold is captured. */
export class CaptureHoldDto {
  @Amount({
    description: 'Up to what is held, which is the default; the rest is given back.',
    optional: true,
  })
  amount?: string;
}

/** Money that is set aside. */
export class HoldDto {
  @Id({ description: 'UUIDv7.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a80' })
  id: string;

  @Amount({ description: 'What was set aside.' })
  amount: string;

  @CurrencyCode({ description: 'Currency.' })
  currency: string;

  @OneOf({
    description: 'Where it stands.',
    values: ['open', 'captured', 'voided', 'expired'],
    example: 'open',
  })
  status: string;

  @SignedAmount({ description: 'What was captured of it.', example: '0' })
  capturedAmount: string;

  @Instant({ description: 'When it is given back by itself.' })
  expiresAt: string;

  @Id({ description: 'The transaction that set it aside.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79' })
  transactionId: string;

  static of(hold: HoldView): HoldDto {
    return {
      id: hold.id,
      amount: hold.amountMinor.toString(),
      currency: hold.currency,
      status: hold.status,
      capturedAmount: hold.capturedMinor.toString(),
      expiresAt: hold.expiresAt.toISOString(),
      transactionId: hold.transactionId,
    };
  }
}
