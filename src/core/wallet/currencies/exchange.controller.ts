import { Body, Controller, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequirePermissions, SignedIn } from '../../../authorization/access.decorators.js';
import { Caller } from '../../../authorization/caller.decorator.js';
import type { Principal } from '../../../authorization/principal.js';
import { sends } from '../../../http/answer-headers.js';
import { Fails } from '../../../http/fails.decorator.js';
import { Idempotent } from '../../../idempotency/idempotent.decorator.js';
import { TransactionDto } from '../dto/transaction.dto.js';
import { CURRENCY_UNKNOWN, MOVEMENT_FAILURES, transactionAnswer } from '../movement-answer.js';
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

const RATE = { from: 'USD', to: 'CREDIT', rate: '200', updatedAt: '2026-01-31T12:00:00.000Z' };
const RATE_EXAMPLES = {
  list: { summary: 'The rates that were set', value: { data: [RATE], nextCursor: null } },
  quote: {
    summary: 'One rate, with a quote for an amount',
    value: {
      ...RATE,
      result: '250000',
      quote: { id: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a81', expiresAt: '2026-01-31T12:01:00.000Z' },
    },
  },
};
const EXCHANGE_EXAMPLES = {
  current: { summary: 'At the current rate', value: { from: 'USD', to: 'CREDIT', amount: '1250' } },
  quoted: {
    summary: 'At the rate of a quote',
    value: {
      from: 'USD',
      to: 'CREDIT',
      amount: '1250',
      quoteId: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a81',
    },
  },
};

@ApiTags('Currencies')
@ApiExtraModels(ExchangeRateDto, ExchangeRatePageDto)
@Controller('v1')
export class ExchangeController {
  constructor(private readonly exchange: ExchangeService) {}

  @Get('exchange-rates')
  @SignedIn()
  @ApiOperation({
    operationId: 'readExchangeRates',
    summary: 'List exchange rates, or read one',
    description:
      'With both `from` and `to` the answer is that one rate, implied by the other direction if need be; with `amount` also what it buys and a quote that keeps the rate for a minute.',
  })
  @ApiOkResponse({
    schema: { anyOf: [ExchangeRatePageDto, ExchangeRateDto].map((type) => ({ $ref: getSchemaPath(type) })) },
    examples: RATE_EXAMPLES,
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
    operationId: 'setExchangeRate',
    summary: 'Set an exchange rate',
    description: 'The other direction is its inverse unless it is set as well.',
  })
  @ApiParam({ name: 'from', description: 'Code of the currency that is paid.', example: 'USD' })
  @ApiParam({ name: 'to', description: 'Code of the currency that is bought.', example: 'CREDIT' })
  @ApiOkResponse({ type: ExchangeRateDto })
  @Fails(SAME, CURRENCY_UNKNOWN)
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
  @ApiOperation({
    operationId: 'exchangeMoney',
    summary: 'Exchange own money',
    description: 'Rounded down for the payer; what rounding leaves over is an entry of its own.',
  })
  @ApiBody({ type: ExchangeDto, examples: EXCHANGE_EXAMPLES })
  @ApiCreatedResponse({ type: TransactionDto, headers: sends('Location') })
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
    ...MOVEMENT_FAILURES.exchange,
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
