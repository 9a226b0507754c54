import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequirePermissions, SignedIn } from '../../../authorization/access.decorators.js';
import { Caller } from '../../../authorization/caller.decorator.js';
import type { Principal } from '../../../authorization/principal.js';
import { sends } from '../../../http/answer-headers.js';
import { Fails } from '../../../http/fails.decorator.js';
import { Idempotent } from '../../../idempotency/idempotent.decorator.js';
import { TargetUser } from '../../users/target-user.decorator.js';
import type { UserReference } from '../../users/user-reference.js';
import { TransactionDto } from '../dto/transaction.dto.js';
import { MOVEMENT_FAILURES, transactionAnswer, USER_NOT_FOUND } from '../movement-answer.js';
import { CaptureHoldDto, CreateHoldDto, DEFAULT_HOLD_SECONDS, HoldDto } from './dto/hold.dto.js';
import { HoldsService } from './holds.service.js';

const NOT_FOUND = {
  status: 404,
  code: 'wallet.hold_not_found',
  when: 'There is no such hold that the caller may see.',
} as const;
const NOT_OPEN = {
  status: 409,
  code: 'wallet.hold_not_open',
  when: 'It was captured, voided or has expired; `holdStatus` says which.',
  details: { holdStatus: 'captured' },
} as const;

const HOLD_ID = {
  name: 'holdId',
  description: 'Id of a hold.',
  schema: { type: 'string', format: 'uuid', examples: ['019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a80'] },
} as const;

@ApiTags('Wallet')
@Controller('v1')
export class HoldsController {
  constructor(private readonly holds: HoldsService) {}

  @Post('wallets/:userId/holds')
  @RequirePermissions('update:wallets')
  @Idempotent({ required: true })
  @ApiOperation({
    operationId: 'createHold',
    summary: 'Set money of a wallet aside',
    description: 'Until it is captured or voided, or given back by itself when its time is over.',
  })
  @ApiCreatedResponse({ type: HoldDto, headers: sends('Location') })
  @Fails(USER_NOT_FOUND, ...MOVEMENT_FAILURES.hold)
  async create(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Body() { amount, currency, expiresIn: ttlSeconds = DEFAULT_HOLD_SECONDS }: CreateHoldDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HoldDto> {
    const wanted = { amountMinor: BigInt(amount), currency, ttlSeconds };
    const hold = await this.holds.create(caller, target, wanted);
    reply.header('location', `/v1/holds/${hold.id}`);
    return HoldDto.of(hold);
  }

  @Get('holds/:holdId')
  @SignedIn()
  @ApiOperation({ operationId: 'readHold', summary: 'Read a hold' })
  @ApiParam(HOLD_ID)
  @ApiOkResponse({ type: HoldDto })
  @Fails(NOT_FOUND)
  async read(@Caller() caller: Principal, @Param('holdId') holdId: string): Promise<HoldDto> {
    return HoldDto.of(await this.holds.get(caller, holdId));
  }

  @Post('holds/:holdId/capture')
  @RequirePermissions('update:wallets')
  @Idempotent({ required: true })
  @ApiOperation({
    operationId: 'captureHold',
    summary: 'Take what is held',
    description: 'All of it, or an amount; the rest is given back.',
  })
  @ApiParam(HOLD_ID)
  @ApiBody({ type: CaptureHoldDto, required: false })
  @ApiCreatedResponse({ type: TransactionDto, headers: sends('Location') })
  @Fails(
    NOT_FOUND,
    NOT_OPEN,
    { status: 422, code: 'wallet.capture_too_large', when: 'It is more than is held.' },
    ...MOVEMENT_FAILURES.release,
  )
  async capture(
    @Caller() caller: Principal,
    @Param('holdId') holdId: string,
    @Body() { amount }: CaptureHoldDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TransactionDto> {
    const amountMinor = amount === undefined ? undefined : BigInt(amount);
    return transactionAnswer(reply, await this.holds.capture(caller, holdId, amountMinor));
  }

  @Post('holds/:holdId/void')
  @RequirePermissions('update:wallets')
  @Idempotent({ required: true })
  @ApiOperation({ operationId: 'voidHold', summary: 'Give back what is held' })
  @ApiParam(HOLD_ID)
  @ApiCreatedResponse({ type: TransactionDto, headers: sends('Location') })
  @Fails(NOT_FOUND, NOT_OPEN, ...MOVEMENT_FAILURES.release)
  async void(
    @Caller() caller: Principal,
    @Param('holdId') holdId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TransactionDto> {
    return transactionAnswer(reply, await this.holds.void(caller, holdId));
  }
}
