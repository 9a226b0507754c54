import { Body, Controller, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequirePermissions, SignedIn } from '../../../authorization/access.decorators.js';
import { Caller } from '../../../authorization/caller.decorator.js';
import type { Principal } from '../../../authorization/principal.js';
import { PageQuery } from '../../../common/paging.js';
import { sends } from '../../../http/answer-headers.js';
import { Fails } from '../../../http/fails.decorator.js';
import { Idempotent } from '../../../idempotency/idempotent.decorator.js';
import { CurrenciesService } from './currencies.service.js';
import { CreateCurrencyDto, CurrencyDto, CurrencyPageDto, UpdateCurrencyDto } from './dto/currency.dto.js';

@ApiTags('Currencies')
@Controller('v1/currencies')
export class CurrenciesController {
  constructor(private readonly currencies: CurrenciesService) {}

  @Get()
  @SignedIn()
  @ApiOperation({ operationId: 'listCurrencies', summary: 'List the currencies' })
  @ApiOkResponse({ type: CurrencyPageDto })
  async list(@Caller() caller: Principal, @Query() { limit, cursor }: PageQuery): Promise<CurrencyPageDto> {
    return CurrencyPageDto.of(await this.currencies.list(caller, limit, cursor));
  }

  @Post()
  @RequirePermissions('update:currencies')
  @Idempotent()
  @ApiOperation({
    operationId: 'createCurrency',
    summary: 'Make a currency',
    description: 'Its code and its scale stay as they are; there is no way to remove one.',
  })
  @ApiCreatedResponse({ type: CurrencyDto, headers: sends('Location') })
  @Fails({ status: 409, code: 'wallet.currency_exists', when: 'The code is taken.' })
  async create(
    @Caller() caller: Principal,
    @Body() body: CreateCurrencyDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CurrencyDto> {
    const currency = await this.currencies.create(caller, body);
    reply.header('location', `/v1/currencies/${currency.code}`);
    return CurrencyDto.of(currency);
  }

  @Patch(':code')
  @RequirePermissions('update:currencies')
  @ApiOperation({
    operationId: 'updateCurrency',
    summary: 'Rename a currency, or stop and allow new movements in it',
    description: 'Holds are captured and voided, and movements reversed, in a stopped currency as well.',
  })
  @ApiParam({ name: 'code', description: 'Code of a currency.', example: 'USD' })
  @ApiOkResponse({ type: CurrencyDto })
  @Fails({ status: 404, code: 'wallet.currency_not_found', when: 'There is no such currency.' })
  async update(
    @Caller() caller: Principal,
    @Param('code') code: string,
    @Body() body: UpdateCurrencyDto,
  ): Promise<CurrencyDto> {
    return CurrencyDto.of(await this.currencies.update(caller, code, body));
  }
}
