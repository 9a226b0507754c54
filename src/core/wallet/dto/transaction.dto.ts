import { FreeObject, Id, Instant, Nested, NestedList, OneOf, Text } from '../../../common/dto-fields.js';
import type { Page } from '../../../common/paging.js';
import { type Account, type Entry, type Transaction, TRANSACTION_TYPES } from '../ledger/ledger.types.js';
import { CurrencyCode, SignedAmount } from './money-fields.js';

/** One side of a posting. */
export class EntryDto {
  @Text({
    description:
      '`wallet:<id>:available`, `wallet:<id>:held`, `campaign:<id>`, or one of our own: `system:issuance`.',
    example: 'wallet:019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a70:available',
    max: 64,
  })
  account: string;

  @SignedAmount({ description: 'Negative for what leaves the account.' })
  amount: string;

  @CurrencyCode({ description: 'Currency.' })
  currency: string;

  @SignedAmount({
    description: 'Null where the caller may not see it, and on our own accounts, which have no balance.',
    example: '8750',
    nullable: true,
  })
  balanceAfter: string | null;

  static of({ account, amountMinor, balanceAfterMinor }: Entry): EntryDto {
    return {
      account: accountName(account),
      amount: amountMinor.toString(),
      currency: account.currency,
      balanceAfter: balanceAfterMinor?.toString() ?? null,
    };
  }
}

/** Who made a transaction. */
export class ActorDto {
  @Text({ description: 'user, api-key or system.', example: 'user', max: 16 })
  kind: string;

  @Text({
    description: 'Id of the account or key.',
    example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77',
    max: 64,
    nullable: true,
  })
  id: string | null;
}

/** A transaction; never changed. */
export class TransactionDto {
  @Id({ description: 'UUIDv7.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79' })
  id: string;

  @OneOf({ description: 'What it is.', values: TRANSACTION_TYPES, example: 'transfer' })
  type: string;

  @Instant({ description: 'When it was posted.' })
  createdAt: string;

  @NestedList(() => EntryDto, { description: 'Entries; they sum to zero in each currency.' })
  entries: EntryDto[];

  @Text({ description: 'What it belongs to.', example: 'order-1042', max: 255, nullable: true })
  reference: string | null;

  @Text({ description: 'Why.', example: 'Refund of order 1042', max: 255, nullable: true })
  reason: string | null;

  @FreeObject({ description: "The operator's own data.", example: { orderId: 1042 }, nullable: true })
  metadata: Record<string, unknown> | null;

  @Nested(() => ActorDto, { description: 'Who made it.' })
  actor: ActorDto;

  @Id({ description: 'The transaction that this one takes back.', nullable: true, example: null })
  reverses: string | null;

  @Text({
    description:
      'SHA-256 of the transaction, part of the hash of each entry, which also covers the one before it.',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    max: 64,
  })
  hash: string;

  static of(transaction: Transaction): TransactionDto {
    return {
      id: transaction.id,
      type: transaction.type,
      createdAt: transaction.createdAt.toISOString(),
      entries: transaction.entries.map((entry) => EntryDto.of(entry)),
      reference: transaction.reference,
      reason: transaction.reason,
      metadata: transaction.metadata,
      actor: { kind: transaction.actor.kind, id: transaction.actor.id },
      reverses: transaction.reverses,
      hash: transaction.hash.toString('hex'),
    };
  }
}

/** One page of transactions. */
export class TransactionPageDto {
  @NestedList(() => TransactionDto, { description: 'The transactions of this page, newest first.' })
  data: TransactionDto[];

  @Text({
    description: '`cursor` of the next page; null on the last.',
    max: 2048,
    nullable: true,
    example: null,
  })
  nextCursor: string | null;

  static of({ data, nextCursor }: Page<Transaction>): TransactionPageDto {
    return { data: data.map((transaction) => TransactionDto.of(transaction)), nextCursor };
  }
}

function accountName({ walletId, campaignId, purpose }: Account): string {
  if (walletId !== null) {
    return `wallet:${walletId}:${purpose}`;
  }
  return campaignId !== null ? `campaign:${campaignId}` : `system:${purpose}`;
}
