import { Id, Instant, NestedList, Text, Whole, Nested } from '../../../common/dto-fields.js';
import type { Balance } from '../ledger/ledger-balances.js';
import type { Statement } from '../wallet-history.service.js';
import type { WalletView } from '../wallets.service.js';
import { CurrencyCode, SignedAmount } from './money-fields.js';

/** What a wallet holds of one currency. */
export class BalanceDto {
  @CurrencyCode({ description: 'Currency.' })
  currency: string;

  @SignedAmount({ description: 'Available and held together.', example: '10000' })
  total: string;

  @SignedAmount({ description: 'What can be spent.', example: '8750' })
  available: string;

  @SignedAmount({ description: 'What is set aside by holds.', example: '1250' })
  held: string;

  static of({ currency, totalMinor, availableMinor, heldMinor }: Balance): BalanceDto {
    return {
      currency,
      total: totalMinor.toString(),
      available: availableMinor.toString(),
      held: heldMinor.toString(),
    };
  }
}

/** A wallet. */
export class WalletDto {
  @Id({ description: 'UUIDv7.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a70' })
  id: string;

  @Id({ description: 'Whose it is.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77' })
  userId: string;

  @NestedList(() => BalanceDto, { description: 'The default currency, and every other it ever held.' })
  balances: BalanceDto[];

  static of({ id, userId, balances }: WalletView): WalletDto {
    return { id, userId, balances: balances.map((balance) => BalanceDto.of(balance)) };
  }
}

/** What one kind of transaction did over a period. */
export class PeriodChangeDto {
  @Text({ description: 'Type of transaction.', example: 'transfer', max: 16 })
  type: string;

  @Whole({ description: 'How many.', min: 0, max: Number.MAX_SAFE_INTEGER, example: 3 })
  transactions: number;

  @SignedAmount({ description: 'What they changed the total by.' })
  change: string;
}

/** A statement: what was there before, what changed it, what was there after. */
export class StatementDto {
  @CurrencyCode({ description: 'Currency.' })
  currency: string;

  @Instant({ description: 'Beginning, included.' })
  from: string;

  @Instant({ description: 'End, not included.' })
  to: string;

  @Nested(() => BalanceDto, { description: 'Just before the beginning.' })
  opening: BalanceDto;

  @Nested(() => BalanceDto, { description: 'Just before the end.' })
  closing: BalanceDto;

  @NestedList(() => PeriodChangeDto, { description: 'Opening and changes make closing.' })
  changes: PeriodChangeDto[];

  static of({ currency, from, to, opening, closing, changes }: Statement): StatementDto {
    return {
      currency,
      from: from.toISOString(),
      to: to.toISOString(),
      opening: BalanceDto.of(opening),
      closing: BalanceDto.of(closing),
      changes: changes.map(({ type, transactions, changeMinor }) => ({
        type,
        transactions,
        change: changeMinor.toString(),
      })),
    };
  }
}
