import type { RefusalAnswer } from '../../../idempotency/idempotency.service.js';
import type { AuditParty } from '../../audit/audit.service.js';

export const TRANSACTION_TYPES = [
  'credit',
  'debit',
  'transfer',
  'coupon',
  'exchange',
  'hold',
  'capture',
  'void',
  'reversal',
] as const;
export type TransactionType = (typeof TRANSACTION_TYPES)[number];

export type WalletPurpose = 'available' | 'held';
export type SystemPurpose = 'issuance' | 'coupons' | 'exchange' | 'rounding';

/** One side of a posting: an account of a wallet, of a campaign, or our own. */
export interface Account {
  readonly id: string;
  readonly walletId: string | null;
  readonly campaignId: string | null;
  readonly currency: string;
  readonly purpose: WalletPurpose | SystemPurpose | 'campaign';
}

/** Moves an amount above zero from one account to another of the same currency; becomes two entries that cancel out. */
export interface Posting {
  from: Account;
  to: Account;
  amountMinor: bigint;
}

/** A transaction to be made. */
export interface Draft {
  type: TransactionType;
  postings: readonly Posting[];
  actor: AuditParty;
  /** The account that the audit trail files it under. */
  subject: AuditParty;
  /** The user whom it goes to: one who is gone or suspended receives nothing. */
  recipientId?: string;
  reference?: string | null;
  reason?: string | null;
  metadata?: Record<string, unknown> | null;
  reverses?: string | null;
  /** Moves less than asked for where there is less, but not nothing: what can still be taken back. */
  takesWhatIsThere?: boolean;
  /** Goes on when the currency is disabled: what ends or corrects something that was begun before. */
  allowsDisabledCurrency?: boolean;
}

export interface Entry {
  account: Account;
  amountMinor: bigint;
  /** Null on system accounts. */
  balanceAfterMinor: bigint | null;
}

/** A transaction as it stands in the books. */
export interface Transaction {
  id: string;
  type: TransactionType;
  createdAt: Date;
  entries: Entry[];
  reference: string | null;
  reason: string | null;
  metadata: Record<string, unknown> | null;
  actor: AuditParty;
  reverses: string | null;
  hash: Buffer;
}

/** A movement as its caller is answered; `isReplay` when the key was used before, and this is the first answer again. */
export type Movement =
  { isReplay: boolean; transaction: Transaction } | { isReplay: true; refusal: RefusalAnswer['error'] };
