import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { newId } from '../../../common/ids.js';
import { mapConstraints } from '../../../database/sql-errors.js';
import { statement, Sql } from '../../../database/sql.js';
import { UnitOfWork } from '../../../database/unit-of-work.js';
import { CurrencyUnknownError } from '../wallet.errors.js';
import type { Account, SystemPurpose, WalletPurpose } from './ledger.types.js';

export interface AccountRow {
  id: string;
  wallet_id: string | null;
  campaign_id: string | null;
  currency: string;
  purpose: Account['purpose'];
}

const COLUMNS = 'id, wallet_id, campaign_id, currency, purpose';

const selectOfWallet = statement(
  'select-ledger-account-of-wallet',
  `SELECT ${COLUMNS} FROM ledger_accounts WHERE wallet_id = $1 AND currency = $2 AND purpose = $3`,
);
const selectOfUser = statement(
  'select-ledger-account-of-user',
  `SELECT a.id, a.wallet_id, a.campaign_id, a.currency, a.purpose
     FROM wallets w JOIN ledger_accounts a ON a.wallet_id = w.id
    WHERE w.user_id = $1 AND a.currency = $2 AND a.purpose = 'available'`,
);
const insertOfWallet = statement(
  'insert-ledger-account-of-wallet',
  `INSERT INTO ledger_accounts (id, wallet_id, currency, purpose, balance, closed_at)
   SELECT $1, w.id, $3, $4, 0, w.closed_at FROM wallets w WHERE w.id = $2 FOR SHARE
   ON CONFLICT (wallet_id, currency, purpose) WHERE wallet_id IS NOT NULL DO NOTHING`,
);
const selectSystem = statement(
  'select-system-ledger-account',
  `SELECT ${COLUMNS} FROM ledger_accounts
    WHERE currency = $1 AND purpose = $2 AND wallet_id IS NULL AND campaign_id IS NULL`,
);
const insertSystem = statement(
  'insert-system-ledger-accounts',
  `INSERT INTO ledger_accounts (id, currency, purpose)
   SELECT a.id, $1, a.purpose FROM unnest($2::uuid[], $3::text[]) AS a(id, purpose)
   ON CONFLICT (currency, purpose) WHERE wallet_id IS NULL AND campaign_id IS NULL DO NOTHING`,
);
const insertCampaign = statement(
  'insert-campaign-ledger-account',
  `INSERT INTO ledger_accounts (id, campaign_id, currency, purpose, balance) VALUES ($1, $2, $3, 'campaign', 0)
   RETURNING ${COLUMNS}`,
);
const selectCampaign = statement(
  'select-campaign-ledger-account',
  `SELECT ${COLUMNS}, balance FROM ledger_accounts WHERE campaign_id = $1`,
);
const closeOfWallet = statement(
  'close-ledger-accounts',
  'UPDATE ledger_accounts SET closed_at = now() WHERE wallet_id = $1 AND closed_at IS NULL',
);

const lockOfWallet = statement(
  'lock-ledger-accounts-of-wallet',
  'SELECT id FROM ledger_accounts WHERE wallet_id = $1 ORDER BY id FOR NO KEY UPDATE',
);

const SYSTEM_PURPOSES: readonly SystemPurpose[] = ['issuance', 'coupons', 'exchange', 'rounding'];
const MAX_REMEMBERED = 50_000;

/** Who the two sides of a posting are. Accounts are never removed, so those that were found are remembered. */
@Injectable()
export class LedgerAccounts {
  private readonly known = new LRUCache<string, Account>({ max: MAX_REMEMBERED });

  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * An account of a wallet, opened when it is first needed.
   * @throws CurrencyUnknownError
   */
  async ofWallet(walletId: string, currency: string, purpose: WalletPurpose): Promise<Account> {
    const key = keyOf(walletId, currency, purpose);
    const known = this.known.get(key);
    if (known !== undefined) {
      return known;
    }
    const values = [walletId, currency, purpose];
    let [row] = await this.sql.read<AccountRow>(selectOfWallet, values);
    if (row === undefined) {
      await mapConstraints(this.sql.change(insertOfWallet, [newId(), ...values]), {
        fk_ledger_accounts_currency: (cause) => new CurrencyUnknownError(currency, cause),
      });
      [row] = await this.sql.query<AccountRow>(selectOfWallet, values);
    }
    return this.remember(key, accountOfRow(row));
  }

  /** What somebody has available of a currency, by one read; null where there is no such account yet. */
  async findOfUser(userId: string, currency: string): Promise<(Account & { walletId: string }) | null> {
    const [row] = await this.sql.read<AccountRow & { wallet_id: string }>(selectOfUser, [userId, currency]);
    if (row === undefined) {
      return null;
    }
    const account = { ...accountOfRow(row), walletId: row.wallet_id };
    this.remember(keyOf(row.wallet_id, currency, 'available'), account);
    return account;
  }

  /**
   * One of our own accounts; every currency has all of them.
   * @throws CurrencyUnknownError
   */
  async system(currency: string, purpose: SystemPurpose): Promise<Account> {
    const key = `${currency}/${purpose}`;
    const known = this.known.get(key);
    if (known !== undefined) {
      return known;
    }
    const [row] = await this.sql.query<AccountRow>(selectSystem, [currency, purpose]);
    if (row === undefined) {
      throw new CurrencyUnknownError(currency);
    }
    return this.remember(key, accountOfRow(row));
  }

  /** Opens our own accounts of a new currency; part of the transaction that makes it. */
  async openSystem(currency: string): Promise<void> {
    await this.sql.change(insertSystem, [currency, SYSTEM_PURPOSES.map(() => newId()), SYSTEM_PURPOSES]);
  }

  /** Opens the account that holds the budget of a campaign; part of the transaction that makes it. */
  async openCampaign(campaignId: string, currency: string): Promise<Account> {
    const [row] = await this.sql.query<AccountRow>(insertCampaign, [newId(), campaignId, currency]);
    return accountOfRow(row);
  }

  /** @returns the account of a campaign and what it holds; null when there is no budget */
  async findCampaign(campaignId: string): Promise<{ account: Account; balanceMinor: bigint } | null> {
    const [row] = await this.sql.query<AccountRow & { balance: string }>(selectCampaign, [campaignId]);
    return row === undefined ? null : { account: accountOfRow(row), balanceMinor: BigInt(row.balance) };
  }

  /** Keeps the balances of a wallet as they are until the open unit of work ends. */
  async lock(walletId: string): Promise<void> {
    await this.sql.query(lockOfWallet, [walletId]);
  }

  /** Closes the accounts of a wallet for good; part of the transaction that deletes its owner. */
  async close(walletId: string): Promise<void> {
    await this.sql.change(closeOfWallet, [walletId]);
  }

  /** What is remembered must be there for good, so an open transaction is waited for. */
  private remember(key: string, account: Account): Account {
    this.unitOfWork.afterCommit(() => this.known.set(key, account));
    return account;
  }
}

function keyOf(walletId: string, currency: string, purpose: WalletPurpose): string {
  return `${walletId}/${currency}/${purpose}`;
}

export function accountOfRow(row: AccountRow): Account {
  return {
    id: row.id,
    walletId: row.wallet_id,
    campaignId: row.campaign_id,
    currency: row.currency,
    purpose: row.purpose,
  };
}
