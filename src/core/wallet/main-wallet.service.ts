import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { WalletConfig } from '../../config/wallet.config.js';
import { CurrenciesService } from './currencies/currencies.service.js';
import { ExchangeService } from './currencies/exchange.service.js';
import { RedemptionsService } from './coupons/redemptions.service.js';
import { type Fraction, inverse, worth } from './ledger/amount.js';
import type { Balance } from './ledger/ledger-balances.js';
import { LedgerPages, type PageFilter, type PagePlace } from './ledger/ledger-pages.js';
import { type HistoryLine, LedgerReader } from './ledger/ledger-reader.js';
import type { Transaction } from './ledger/ledger.types.js';
import { WalletsService } from './wallets.service.js';

/** A wallet in the default currency. */
export interface MainWallet {
  id: string;
  balance: Balance;
  /** Decimals of the currency. */
  scale: number;
}

/** A part of the transactions of a wallet in the default currency. */
export interface MainWalletPage {
  walletId: string;
  currency: string;
  scale: number;
  /** All matches, counted up to 10,000. */
  total: number;
  hasNext: boolean;
  transactions: Transaction[];
}

/** What an amount of another currency is worth in the default one, or the other way round. */
export interface Preview {
  /** Whole units of the default currency for one of the other. */
  rate: Fraction;
  /** Minor units of the currency asked for. */
  resultMinor: bigint;
  resultScale: number;
}

/** The caller's wallet for those who know of one currency only: the default one. */
@Injectable()
export class MainWalletService {
  constructor(
    private readonly config: WalletConfig,
    private readonly wallets: WalletsService,
    private readonly currencies: CurrenciesService,
    private readonly exchange: ExchangeService,
    private readonly redemptions: RedemptionsService,
    private readonly pages: LedgerPages,
    private readonly reader: LedgerReader,
  ) {}

  /** What the caller has. */
  async get(caller: Principal): Promise<MainWallet> {
    const currency = this.config.defaultCurrency;
    const { id, balances } = await this.wallets.get(caller, { id: caller.userId });
    const balance = balances.find((one) => one.currency === currency)!;
    return { id, balance, scale: await this.currencies.scaleOf(currency) };
  }

  /** The caller's transactions at a place; the caller of this bounds its offset. */
  async page(caller: Principal, filter: PageFilter, place: PagePlace): Promise<MainWalletPage> {
    const currency = this.config.defaultCurrency;
    const walletId = await this.wallets.idOf(caller.userId);
    const ids = await this.pages.ids(walletId, currency, filter, { ...place, limit: place.limit + 1 });
    const found = await this.reader.findMany(ids.slice(0, place.limit));
    return {
      walletId,
      currency,
      scale: await this.currencies.scaleOf(currency),
      total: await this.pages.count(walletId, currency, filter),
      hasNext: ids.length > place.limit,
      transactions: await Promise.all(found.map((one) => this.wallets.asSeenBy(caller, one))),
    };
  }

  /** Every entry on the caller's accounts up to now, oldest first, page by page while the reader keeps up. */
  async lines(caller: Principal): Promise<{ scale: number; pages: AsyncGenerator<HistoryLine[]> }> {
    const currency = this.config.defaultCurrency;
    const walletId = await this.wallets.idOf(caller.userId);
    return {
      scale: await this.currencies.scaleOf(currency),
      pages: this.reader.lines(walletId, { currency }),
    };
  }

  /**
   * Gives the caller what a coupon code is worth.
   * @throws what `RedemptionsService.redeem` throws
   */
  async redeem(caller: Principal, code: string): Promise<MainWalletPage> {
    const currency = this.config.defaultCurrency;
    const transaction = await this.redemptions.redeem(caller, code);
    return {
      walletId: await this.wallets.idOf(caller.userId),
      currency,
      scale: await this.currencies.scaleOf(
        transaction.entries.find(({ account }) => account.walletId !== null)?.account.currency ?? currency,
      ),
      total: 1,
      hasNext: false,
      transactions: [transaction],
    };
  }

  /**
   * What an amount is worth at the current rate, rounded down; nothing is kept.
   * @param amount whole units: of `currency` when `isIntoMain`, else of the default currency
   * @throws RateNotFoundError, SameCurrencyError
   */
  async preview(currency: string, amount: Fraction, isIntoMain: boolean): Promise<Preview> {
    const main = this.config.defaultCurrency;
    const rate = await this.exchange.get(currency, main);
    const resultScale = isIntoMain ? rate.toScale : rate.fromScale;
    const resultMinor = worth(amount, isIntoMain ? rate.fraction : inverse(rate.fraction), resultScale);
    return { rate: rate.fraction, resultMinor, resultScale };
  }
}
