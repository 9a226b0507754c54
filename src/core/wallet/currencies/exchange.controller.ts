import { Body, Controller, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequirePermissions, SignedIn } from '../../../authorization/access.decorators.js';
import { Caller } from '../../../authorization/caller.decorator.js';
import type { Principal } from '../../../authorization/principal.js';
import { Fails } from '../../../http/fails.decorator.js';
import { Idempotent } from '../../../idempotency/idempotent.decorator.js';
import { TransactionDto } from '../dto/transaction.dto.js';
import { MOVEMENT_FAILURES, transactionAnswer } from '../movement-answer.js';
import { PairNeededError } from './currencies.errors.js';
import {
  ExchangeDto,
  ExchangeRateDto,
  ExchangeRatePageDto,
  ExchangeRatesQueryDto,
  SetRateDto,
} from './dto/exchange.dto.js';
import { ExchangeService } from './exchange.service.js';

const RATE_NOT_FOUND = {
  status: 404,
  code: 'wallet.rate_not_found',
  when: 'There is no rate between these currencies.',
} as const;
const SAME = { status: 422, code: 'wallet.same_currency', when: 'Both currencies are the same.' } as const;
const TOO_SMALL = {
  status: 422,
  code: 'wallet.exchange_too_small',
  when: 'The amount buys nothing.',
} as const;
const TOO_LARGE = {
  status: 422,
  code: 'wallet.exchange_too_large',
  when: 'The amount buys more than one movement may move.',
} as const;

@ApiTags('Currencies')
@ApiExtraModels(ExchangeRateDto, ExchangeRatePageDto)
@Controller('v1')
export class ExchangeController {
  constructor(private readonly exchange: ExchangeService) {}

  @Get('exchange-rates')
  @SignedIn()
  @ApiOperation({
    summary: 'List exchange rates, or read one',
    description:
      'With both `from` and `to` the answer is that one rate, implied by the other direction if need be; with `amount` also what it buys and a quote that keeps the rate for a minute.',
  })
  @ApiOkResponse({
    schema: { oneOf: [ExchangeRatePageDto, ExchangeRateDto].map((type) => ({ $ref: getSchemaPath(type) })) },
  })
  @Fails(RATE_NOT_FOUND, SAME, TOO_SMALL, TOO_LARGE)
  async read(
    @Caller() caller: Principal,
    @Query() { from, to, amount, limit, cursor }: ExchangeRatesQueryDto,
  ): Promise<ExchangeRatePageDto | ExchangeRateDto> {
    if (from !== undefined && to !== undefined) {
      const rate = await this.exchange.get(from, to);
      const quote =
        amount === undefined ? undefined : await this.exchange.quote(caller, rate, BigInt(amount));
      return ExchangeRateDto.of(rate, quote);
    }
    if (amount !== undefined) {
      throw new PairNeededError();
    }
    return ExchangeRatePageDto.of(await this.exchange.list(caller, { from, to }, limit, cursor));
  }

  @Put('exchange-rates/:from/:to')
  @RequirePermissions('update:currencies')
  @ApiOperation({
    summary: 'Set an exchange rate',
    description: 'The other direction is its inverse unless it is set as well.',
  })
  @ApiOkResponse({ type: ExchangeRateDto })
  @Fails(SAME, { status: 422, code: 'wallet.currency_unknown', when: 'There is no such currency.' })
  async set(
    @Caller() caller: Principal,
    @Param('from') from: string,
    @Param('to') to: string,
    @Body() { rate }: SetRateDto,
  ): Promise<ExchangeRateDto> {
    return ExchangeRateDto.of(await this.exchange.set(caller, from, to, rate));
  }

  @Post('wallets/me/exchanges')
  @SignedIn()
  @Idempotent({ required: true })
  @ApiOperation({ summary: 'Exchange own money' })
  @ApiCreatedResponse({ type: TransactionDto })
  @Fails(
    RATE_NOT_FOUND,
    SAME,
    TOO_SMALL,
    TOO_LARGE,
    {
      status: 422,
      code: 'wallet.quote_not_usable',
      when: 'The quote has expired, was used or is not theirs.',
    },
    { status: 422, code: 'wallet.currency_mismatch', when: 'The quote is for something else.' },
    ...MOVEMENT_FAILURES,
  )
  async make(
    @Caller() caller: Principal,
    @Body() { amount, ...rest }: ExchangeDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TransactionDto> {
    const wanted = { amountMinor: BigInt(amount), ...rest };
    return transactionAnswer(reply, await this.exchange.exchange(caller, wanted));
  }
}
