import { Flag, Id, Instant, NestedList, OneOf, Text, Whole } from '../../../../common/dto-fields.js';
import { CurrencyCode, SignedAmount } from '../../dto/money-fields.js';
import type { Drift, Verification } from '../verification.service.js';

/** The sum of all entries in a currency. */
export class CurrencySumDto {
  @CurrencyCode({ description: 'Currency.' })
  currency: string;

  @SignedAmount({ description: 'Zero, or the books are wrong.', example: '0' })
  sum: string;
}

/** Something that does not add up. */
export class DriftDto {
  @OneOf({
    description: 'What is wrong.',
    values: ['unbalanced', 'without_entries', 'transaction_hash', 'chain', 'balance', 'holds'],
    example: 'balance',
  })
  kind: string;

  @Id({
    description: 'The transaction, or for `chain`, `balance` and `holds` the account.',
    example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79',
  })
  id: string;

  @Text({
    description: 'The number of the entry in the chain.',
    example: '17',
    max: 20,
    nullable: true,
  })
  sequence: string | null;

  static of({ kind, id, sequence }: Drift): DriftDto {
    return { kind, id, sequence: sequence ?? null };
  }
}

/** Whether the books add up. */
export class VerificationDto {
  @Flag({ description: 'Whether nothing wrong was found.', example: true })
  ok: boolean;

  @Flag({ description: 'Whether everything was looked at.', example: true })
  complete: boolean;

  @Instant({ description: 'When.' })
  checkedAt: string;

  @Whole({ description: 'Transactions looked at.', min: 0, max: Number.MAX_SAFE_INTEGER, example: 1042 })
  transactions: number;

  @Whole({ description: 'Their entries.', min: 0, max: Number.MAX_SAFE_INTEGER, example: 2084 })
  entries: number;

  @NestedList(() => CurrencySumDto, { description: 'The sum of all entries, by currency.' })
  currencies: CurrencySumDto[];

  @NestedList(() => DriftDto, { description: 'What does not add up, up to a hundred findings.' })
  drift: DriftDto[];

  static of(verification: Verification): VerificationDto {
    const { isOk, isComplete, checkedAt, transactions, entries, currencies, drift } = verification;
    return {
      ok: isOk,
      complete: isComplete,
      checkedAt: checkedAt.toISOString(),
      transactions,
      entries,
      currencies,
      drift: drift.map((finding) => DriftDto.of(finding)),
    };
  }
}
