import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../../authorization/principal.js';
import { newId } from '../../common/ids.js';
import { WalletConfig } from '../../config/wallet.config.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { UserDirectory } from '../users/user-directory.js';
import type { UserReference } from '../users/user-reference.js';
import { type Balance, LedgerBalances } from './ledger/ledger-balances.js';
import { LedgerAccounts } from './ledger/ledger-accounts.js';
import type { Account, Transaction } from './ledger/ledger.types.js';

/** A wallet with what it holds. */
export interface WalletView {
  id: string;
  userId: string;
  balances: Balance[];
}

const selectWallet = statement('select-wallet', 'SELECT id FROM wallets WHERE user_id = $1');
const selectOwner = statement('select-wallet-owner', 'SELECT user_id FROM wallets WHERE id = $1');
const insertWallet = statement(
  'insert-wallet',
  'INSERT INTO wallets (id, user_id) VALUES ($1, $2) ON CONFLICT (user_id) DO NOTHING',
);
const closeWallet = statement('close-wallet', 'UPDATE wallets SET closed_at = now() WHERE id = $1');

const MAX_REMEMBERED = 50_000;

/** Whose wallet is whose, and what they hold. Every account has one; its row is made when it is first asked for. */
@Injectable()
export class WalletsService {
  private readonly known = new LRUCache<string, string>({ max: MAX_REMEMBERED });

  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly directory: UserDirectory,
    private readonly balances: LedgerBalances,
    private readonly accounts: LedgerAccounts,
    private readonly config: WalletConfig,
  ) {}

  /** The id of an account's wallet; the account must exist. */
  async idOf(userId: string): Promise<string> {
    const known = this.known.get(userId);
    if (known !== undefined) {
      return known;
    }
    let [row] = await this.sql.query<{ id: string }>(selectWallet, [userId]);
    if (row === undefined) {
      await this.sql.change(insertWallet, [newId(), userId]);
      [row] = await this.sql.query<{ id: string }>(selectWallet, [userId]);
    }
    const { id } = row;
    this.unitOfWork.afterCommit(() => this.known.set(userId, id));
    return id;
  }

  /**
   * What an account that need not exist has available of a currency. A wallet that is known outlives its owner, so whoever
   * pays into it names the recipient to the ledger, which looks whether the account is still there.
   * @throws UserNotFoundError, CurrencyUnknownError
   */
  async availableOf(userId: string, currency: string): Promise<Account> {
    let walletId = this.known.get(userId);
    if (walletId === undefined) {
      const account = await this.accounts.findOfUser(userId, currency);
      if (account !== null) {
        this.unitOfWork.afterCommit(() => this.known.set(userId, account.walletId));
        return account;
      }
      walletId = await this.idOf((await this.directory.get({ id: userId })).id);
    }
    return this.accounts.ofWallet(walletId, currency, 'available');
  }

  /** Whose wallet it is; of a deleted account the id that is left of it. */
  async ownerOf(walletId: string): Promise<string | null> {
    const [row] = await this.sql.query<{ user_id: string }>(selectOwner, [walletId]);
    return row?.user_id ?? null;
  }

  /**
   * The id of the wallet of the account that a path names.
   * @throws UserNotFoundError
   */
  async find(caller: Principal, reference: UserReference): Promise<{ id: string; userId: string }> {
    const account = await this.directory.read(caller, reference);
    return { id: await this.idOf(account.id), userId: account.id };
  }

  /**
   * A wallet and what it holds, or held at an instant; the default currency is always there.
   * @throws UserNotFoundError
   */
  async get(caller: Principal, reference: UserReference, asOf?: Date): Promise<WalletView> {
    const { id, userId } = await this.find(caller, reference);
    const balances = asOf === undefined ? await this.balances.current(id) : await this.balances.at(id, asOf);
    const { defaultCurrency: currency } = this.config;
    if (!balances.some((balance) => balance.currency === currency)) {
      balances.unshift({ currency, totalMinor: 0n, availableMinor: 0n, heldMinor: 0n });
    }
    return { id, userId, balances };
  }

  /** Closes a wallet for good, so that accounts opened from now on are closed as well; part of its owner's deletion. */
  async close(walletId: string): Promise<void> {
    await this.sql.change(closeWallet, [walletId]);
  }

  /** A transaction as this caller may see it: without the balances of wallets that are not theirs. */
  async asSeenBy(caller: Principal, transaction: Transaction): Promise<Transaction> {
    if (mayReadAll(caller)) {
      return transaction;
    }
    const ownId = await this.idOf(caller.userId);
    return {
      ...transaction,
      entries: transaction.entries.map((entry) =>
        entry.account.walletId === ownId ? entry : { ...entry, balanceAfterMinor: null },
      ),
    };
  }
}

/** Who may move the money of all wallets is answered with what became of them, too. */
export function mayReadAll({ permissions }: Principal): boolean {
  return permissions.has('read:wallets') || permissions.has('update:wallets');
}
