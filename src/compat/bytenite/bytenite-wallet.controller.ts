import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Post,
  Query,
  StreamableFile,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { SignedIn } from '../../authorization/access.decorators.js';
import { OnlyReads } from '../../authorization/api-key-access.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { CouponThrottle } from '../../core/wallet/coupons/coupon.throttle.js';
import { MainWalletService } from '../../core/wallet/main-wallet.service.js';
import { MOVEMENT_FAILURES } from '../../core/wallet/movement-answer.js';
import { Fails } from '../../http/fails.decorator.js';
import {
  askedAmountOf,
  balanceOf,
  csvOf,
  exchangeRateOf,
  filterOf,
  placeOf,
  redemptionOf,
  transactionsOf,
} from './bytenite-wallet.mapper.js';
import {
  ByteNiteExchangeRateQueryDto,
  ByteNiteFilterRequestDto,
  ByteNiteRedeemDto,
  ByteNiteTransactionsQueryDto,
} from './dto/wallet-requests.dto.js';
import {
  ByteNiteBalanceDto,
  ByteNiteExchangeRateDto,
  ByteNiteRedemptionDto,
  ByteNiteTransactionsDto,
} from './dto/wallet.dto.js';

const CSV_EXAMPLE = [
  'id,createdAt,transactionType,amount,balance,account,notes',
  '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79,2026-01-31T12:00:00Z,top_up,12.5,12.5,available,Refund',
  '',
].join('\r\n');

@ApiTags('Wallet')
@Controller('v1/wallet')
export class ByteNiteWalletController {
  constructor(private readonly wallet: MainWalletService) {}

  @Get('balance')
  @SignedIn()
  @ApiOperation({ operationId: 'getBalance', summary: 'Get the balance' })
  @ApiOkResponse({ type: ByteNiteBalanceDto })
  async balance(@Caller() caller: Principal): Promise<ByteNiteBalanceDto> {
    return balanceOf(await this.wallet.get(caller));
  }

  @Get('transactions')
  @SignedIn()
  @ApiOperation({
    operationId: 'getTransactions',
    summary: 'List transactions',
    description: 'Newest first.',
  })
  @ApiOkResponse({ type: ByteNiteTransactionsDto })
  async list(
    @Caller() caller: Principal,
    @Query() query: ByteNiteTransactionsQueryDto,
  ): Promise<ByteNiteTransactionsDto> {
    const { 'pagination.limit': limit, 'pagination.offset': offset, orderBy } = query;
    const place = placeOf({ limit, offset }, orderBy);
    return transactionsOf(await this.wallet.page(caller, {}, place), place);
  }

  @Post('transactions/filter')
  @SignedIn()
  @OnlyReads()
  @HttpCode(200)
  @ApiOperation({ operationId: 'filterTransactions', summary: 'List some transactions' })
  @ApiBody({ type: ByteNiteFilterRequestDto })
  @ApiOkResponse({ type: ByteNiteTransactionsDto })
  async filter(
    @Caller() caller: Principal,
    @Body() { pagination, filters, orderBy }: ByteNiteFilterRequestDto,
  ): Promise<ByteNiteTransactionsDto> {
    const place = placeOf(pagination ?? {}, orderBy);
    return transactionsOf(await this.wallet.page(caller, filterOf(filters ?? []), place), place);
  }

  @Get('transactions/csv')
  @SignedIn()
  @ApiOperation({
    operationId: 'exportTransactions',
    summary: 'Export all transactions',
    description: 'As CSV (RFC 4180), oldest first, each entry with the balance after it.',
  })
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string', examples: [CSV_EXAMPLE] } })
  async export(@Caller() caller: Principal): Promise<StreamableFile> {
    const { pages, scale } = await this.wallet.lines(caller);
    return new StreamableFile(Readable.from(csvOf(pages, scale), { objectMode: false }), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="transactions.csv"',
    });
  }

  @Get('exchange_rate')
  @SignedIn()
  @ApiOperation({ operationId: 'getExchangeRate', summary: 'See what an amount of money is in credits' })
  @ApiOkResponse({ type: ByteNiteExchangeRateDto })
  @Fails({ status: 404, code: 'wallet.rate_not_found', when: 'There is no rate for this currency.' })
  async exchangeRate(
    @Caller() caller: Principal,
    @Query() query: ByteNiteExchangeRateQueryDto,
  ): Promise<ByteNiteExchangeRateDto> {
    const { amount, isIntoMain } = askedAmountOf(query);
    return exchangeRateOf(query, await this.wallet.preview(query.currency, amount, isIntoMain));
  }

  @Post('redeem_coupon')
  @SignedIn()
  @UseInterceptors(CouponThrottle)
  @HttpCode(200)
  @ApiOperation({ operationId: 'redeemCoupon', summary: 'Redeem a coupon' })
  @ApiBody({ type: ByteNiteRedeemDto })
  @ApiOkResponse({ type: ByteNiteRedemptionDto })
  @Fails(
    { status: 404, code: 'coupons.code_not_found', when: 'The code is unknown, foreign or expired.' },
    { status: 409, code: 'coupons.used_up', when: 'No use of the code is left.' },
    { status: 409, code: 'coupons.used_before', when: 'The caller has used it before.' },
    { status: 429, code: 'throttling.too_many_attempts', when: 'There were ten bad codes in ten minutes.' },
    ...MOVEMENT_FAILURES.redemption,
  )
  async redeem(
    @Caller() caller: Principal,
    @Body() { couponCode }: ByteNiteRedeemDto,
  ): Promise<ByteNiteRedemptionDto> {
    return redemptionOf(await this.wallet.redeem(caller, couponCode));
  }
}
