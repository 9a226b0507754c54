import { Injectable, Logger } from '@nestjs/common';
import type { Principal } from '../../../authorization/principal.js';
import { isUuid, newId } from '../../../common/ids.js';
import { statement, Sql } from '../../../database/sql.js';
import { UnitOfWork } from '../../../database/unit-of-work.js';
import { actorOf, type AuditParty, SYSTEM, userParty } from '../../audit/audit.service.js';
import type { UserReference } from '../../users/user-reference.js';
import { remainder } from '../ledger/amount.js';
import { LedgerAccounts } from '../ledger/ledger-accounts.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { Posting, Transaction } from '../ledger/ledger.types.js';
import { mayReadAll, WalletsService } from '../wallets.service.js';
import { CaptureTooLargeError, HoldNotFoundError, HoldNotOpenError } from './holds.errors.js';

export type HoldStatus = 'open' | 'captured' | 'voided' | 'expired';

export interface HoldView {
  id: string;
  walletId: string;
  userId: string;
  currency: string;
  amountMinor: bigint;
  capturedMinor: bigint;
  status: HoldStatus;
  expiresAt: Date;
  transactionId: string;
}

interface HoldRow {
  id: string;
  wallet_id: string;
  user_id: string;
  currency: string;
  amount: string;
  captured_amount: string;
  status: HoldStatus;
  is_over: boolean;
  expires_at: Date;
  transaction_id: string;
}

const COLUMNS = `h.id, h.wallet_id, w.user_id, h.currency, h.amount, h.captured_amount, h.status, h.expires_at,
  h.transaction_id, h.expires_at <= now() AS is_over`;
const FROM = 'FROM holds h JOIN wallets w ON w.id = h.wallet_id';

const selectHold = statement('select-hold', `SELECT ${COLUMNS} ${FROM} WHERE h.id = $1`);
const insertHold = statement(
  'insert-hold',
  `INSERT INTO holds (id, wallet_id, currency, amount, expires_at, transaction_id)
   VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5), $6)`,
);
/** Closes a hold that is open and not over, or, for its expiry, open and over. */
const closeHold = statement(
  'close-hold',
  `UPDATE holds SET status = $2, captured_amount = $3
    WHERE id = $1 AND status = 'open' AND (expires_at <= now()) = ($2 = 'expired')`,
);
const selectOver = statement(
  'select-holds-that-are-over',
  `SELECT ${COLUMNS} ${FROM} WHERE h.status = 'open' AND h.expires_at <= now() ORDER BY h.expires_at LIMIT 100`,
);
const closeOpenOfWallet = statement(
  'close-open-holds-of-wallet',
  "UPDATE holds SET status = 'voided' WHERE wallet_id = $1 AND status = 'open'",
);

/** Money that is set aside: captured in part or whole, given back, or given back by itself when its time is over. */
@Injectable()
export class HoldsService {
  private readonly logger = new Logger(HoldsService.name);

  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly wallets: WalletsService,
    private readonly accounts: LedgerAccounts,
    private readonly ledger: LedgerService,
  ) {}

  /**
   * A hold on the caller's wallet, or any for those who may see all.
   * @throws HoldNotFoundError
   */
  async get(caller: Principal, id: string): Promise<HoldView> {
    const hold = holdOfRow(await this.read(id));
    if (hold.userId !== caller.userId && !mayReadAll(caller)) {
      throw new HoldNotFoundError();
    }
    return hold;
  }

  /**
   * Sets money of a wallet aside.
   * @throws UserNotFoundError, CurrencyUnknownError and what `LedgerService.post` throws
   */
  async create(
    caller: Principal,
    reference: UserReference,
    { amountMinor, currency, ttlSeconds }: { amountMinor: bigint; currency: string; ttlSeconds: number },
  ): Promise<HoldView> {
    return this.unitOfWork.run(async () => {
      const wallet = await this.wallets.find(caller, reference);
      const id = newId();
      const transaction = await this.ledger.post({
        type: 'hold',
        postings: [
          {
            from: await this.accounts.ofWallet(wallet.id, currency, 'available'),
            to: await this.accounts.ofWallet(wallet.id, currency, 'held'),
            amountMinor,
          },
        ],
        actor: actorOf(caller),
        subject: userParty(wallet.userId),
        reference: id,
      });
      const values = [id, wallet.id, currency, amountMinor.toString(), ttlSeconds, transaction.id];
      await this.sql.change(insertHold, values);
      return holdOfRow(await this.read(id));
    });
  }

  /**
   * Takes an amount of what is held for good, all of it unless said otherwise, and gives the rest back.
   * @throws HoldNotFoundError, HoldNotOpenError, CaptureTooLargeError and what `LedgerService.post` throws
   */
  async capture(caller: Principal, id: string, amountMinor?: bigint): Promise<Transaction> {
    return this.unitOfWork.run(async () => {
      const hold = holdOfRow(await this.read(id));
      const captured = amountMinor ?? hold.amountMinor;
      if (captured > hold.amountMinor) {
        throw new CaptureTooLargeError();
      }
      await this.close(hold, 'captured', captured);
      return this.settle(hold, 'capture', captured, actorOf(caller), caller);
    });
  }

  /**
   * Gives everything that is held back.
   * @throws HoldNotFoundError, HoldNotOpenError and what `LedgerService.post` throws
   */
  async void(caller: Principal, id: string): Promise<Transaction> {
    return this.unitOfWork.run(async () => {
      const hold = holdOfRow(await this.read(id));
      await this.close(hold, 'voided', 0n);
      return this.settle(hold, 'void', 0n, actorOf(caller), caller);
    });
  }

  /** Gives back what is held past its time. Every replica does it; each hold is closed once. */
  async releaseExpired(): Promise<void> {
    const rows = await this.sql.query<HoldRow>(selectOver);
    for (const hold of rows.map(holdOfRow)) {
      try {
        await this.unitOfWork.run(async () => {
          if ((await this.sql.change(closeHold, [hold.id, 'expired', '0'])) > 0) {
            await this.settle(hold, 'void', 0n, SYSTEM);
          }
        });
      } catch (error) {
        this.logger.warn({
          message: 'An expired hold could not be released yet.',
          holdId: hold.id,
          cause: String(error),
        });
      }
    }
  }

  /** Closes every open hold of a wallet, for whoever then moves the money; part of their unit of work. */
  async closeAll(walletId: string): Promise<void> {
    await this.sql.change(closeOpenOfWallet, [walletId]);
  }

  private async close(hold: HoldView, status: HoldStatus, capturedMinor: bigint): Promise<void> {
    if ((await this.sql.change(closeHold, [hold.id, status, capturedMinor.toString()])) === 0) {
      throw new HoldNotOpenError(holdOfRow(await this.read(hold.id)).status);
    }
  }

  private async settle(
    hold: HoldView,
    type: 'capture' | 'void',
    capturedMinor: bigint,
    actor: AuditParty,
    caller?: Principal,
  ): Promise<Transaction> {
    const { walletId, currency } = hold;
    const held = await this.accounts.ofWallet(walletId, currency, 'held');
    const postings: Posting[] = [];
    if (capturedMinor > 0n) {
      const issuance = await this.accounts.system(currency, 'issuance');
      postings.push({ from: held, to: issuance, amountMinor: capturedMinor });
    }
    const rest = remainder(hold.amountMinor, capturedMinor);
    if (rest > 0n) {
      const available = await this.accounts.ofWallet(walletId, currency, 'available');
      postings.push({ from: held, to: available, amountMinor: rest });
    }
    const transaction = await this.ledger.post({
      type,
      postings,
      actor,
      subject: userParty(hold.userId),
      reference: hold.id,
      allowsDisabledCurrency: true,
    });
    return caller === undefined ? transaction : this.wallets.asSeenBy(caller, transaction);
  }

  private async read(id: string): Promise<HoldRow> {
    const [row] = isUuid(id) ? await this.sql.query<HoldRow>(selectHold, [id]) : [];
    if (row === undefined) {
      throw new HoldNotFoundError();
    }
    return row;
  }
}

function holdOfRow(row: HoldRow): HoldView {
  return {
    id: row.id,
    walletId: row.wallet_id,
    userId: row.user_id,
    currency: row.currency,
    amountMinor: BigInt(row.amount),
    capturedMinor: BigInt(row.captured_amount),
    // One that is over may not have been released yet.
    status: row.status === 'open' && row.is_over ? 'expired' : row.status,
    expiresAt: row.expires_at,
    transactionId: row.transaction_id,
  };
}
