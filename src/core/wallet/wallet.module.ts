import { Module } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { MAX_PAGE_SIZE } from '../../common/paging.js';
import { ApplicationsModule } from '../applications/applications.module.js';
import { PersonalData } from '../personal-data/personal-data.js';
import { UsersModule } from '../users/users.module.js';
import { CouponThrottle } from './coupons/coupon.throttle.js';
import { CouponsController } from './coupons/coupons.controller.js';
import { CouponsRepository } from './coupons/coupons.repository.js';
import { CouponsService } from './coupons/coupons.service.js';
import { RedemptionsService } from './coupons/redemptions.service.js';
import { CurrenciesController } from './currencies/currencies.controller.js';
import { CurrenciesService } from './currencies/currencies.service.js';
import { ExchangeController } from './currencies/exchange.controller.js';
import { ExchangeRates } from './currencies/exchange-rates.js';
import { ExchangeService } from './currencies/exchange.service.js';
import { TransactionDto } from './dto/transaction.dto.js';
import { WalletDto } from './dto/wallet.dto.js';
import { HoldsController } from './holds/holds.controller.js';
import { HoldsService } from './holds/holds.service.js';
import { GroupCommit } from './ledger/group-commit.js';
import { LedgerAccounts } from './ledger/ledger-accounts.js';
import { LedgerBalances } from './ledger/ledger-balances.js';
import { LedgerPages } from './ledger/ledger-pages.js';
import { LedgerReader } from './ledger/ledger-reader.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { LedgerService } from './ledger/ledger.service.js';
import { LedgerWrites } from './ledger/ledger-state.js';
import { VerificationService } from './ledger/verification.service.js';
import { MainWalletService } from './main-wallet.service.js';
import { MovementsService } from './movements.service.js';
import { ReversalsService } from './reversals.service.js';
import { WalletHistoryController } from './wallet-history.controller.js';
import { WalletHistoryService } from './wallet-history.service.js';
import { WalletSettlement } from './wallet-settlement.js';
import { WalletUpkeep } from './wallet-upkeep.js';
import { WalletsController } from './wallets.controller.js';
import { WalletsService } from './wallets.service.js';

@Module({
  imports: [ApplicationsModule, UsersModule],
  controllers: [
    WalletsController,
    WalletHistoryController,
    HoldsController,
    CurrenciesController,
    ExchangeController,
    CouponsController,
    LedgerController,
  ],
  providers: [
    CouponsRepository,
    CouponsService,
    CouponThrottle,
    CurrenciesService,
    ExchangeRates,
    ExchangeService,
    GroupCommit,
    HoldsService,
    LedgerAccounts,
    LedgerBalances,
    LedgerPages,
    LedgerReader,
    LedgerService,
    LedgerWrites,
    MainWalletService,
    MovementsService,
    RedemptionsService,
    ReversalsService,
    VerificationService,
    WalletHistoryService,
    WalletSettlement,
    WalletsService,
    WalletUpkeep,
  ],
  exports: [
    CurrenciesService,
    ExchangeService,
    HoldsService,
    LedgerWrites,
    MainWalletService,
    MovementsService,
    RedemptionsService,
    VerificationService,
    WalletHistoryService,
    WalletsService,
    WalletUpkeep,
  ],
})
export class WalletModule {
  constructor(data: PersonalData, wallets: WalletsService, history: WalletHistoryService) {
    data.add('wallet', async (person) => WalletDto.of(await wallets.get(person, { id: person.userId })));
    data.add('transactions', (person) => transactionsOf(history, person));
  }
}

async function* transactionsOf(
  history: WalletHistoryService,
  person: Principal,
): AsyncGenerator<TransactionDto> {
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await history.list(person, { id: person.userId }, { limit: MAX_PAGE_SIZE, cursor });
    yield* page.data.map((transaction) => TransactionDto.of(transaction));
    cursor = page.nextCursor;
  }
}
