import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequirePermissions, SelfOr, SignedIn } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { sends } from '../../http/answer-headers.js';
import { Fails } from '../../http/fails.decorator.js';
import { WithoutRequestContext } from '../../http/without-request-context.decorator.js';
import type { IdempotentRequest } from '../../idempotency/idempotency.service.js';
import { OnceRequest } from '../../idempotency/idempotent-request.js';
import { IdempotencyKeyHeader } from '../../idempotency/idempotent.decorator.js';
import { TargetUser } from '../users/target-user.decorator.js';
import type { UserReference } from '../users/user-reference.js';
import { OperatorMovementDto, TransferDto } from './dto/movement.dto.js';
import { TransactionDto } from './dto/transaction.dto.js';
import { WalletDto } from './dto/wallet.dto.js';
import { WalletQueryDto } from './dto/wallet.queries.dto.js';
import { MOVEMENT_FAILURES, movementAnswer, USER_NOT_FOUND } from './movement-answer.js';
import { MovementsService } from './movements.service.js';
import { WalletsService } from './wallets.service.js';

@ApiTags('Wallet')
@Controller('v1/wallets')
export class WalletsController {
  constructor(
    private readonly wallets: WalletsService,
    private readonly movements: MovementsService,
  ) {}

  @Get(':userId')
  @WithoutRequestContext()
  @SelfOr('read:wallets')
  @ApiOperation({
    operationId: 'readWallet',
    summary: 'Read a wallet',
    description: 'What it holds of each currency, now or at an instant that has passed.',
  })
  @ApiOkResponse({ type: WalletDto })
  @Fails(USER_NOT_FOUND)
  async read(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Query() { asOf }: WalletQueryDto,
  ): Promise<WalletDto> {
    const instant = asOf === undefined ? undefined : new Date(asOf);
    return WalletDto.of(await this.wallets.get(caller, target, instant));
  }

  @Post(':userId/credits')
  @RequirePermissions('update:wallets')
  @WithoutRequestContext()
  @IdempotencyKeyHeader({ required: true })
  @ApiOperation({ operationId: 'creditWallet', summary: 'Credit a wallet' })
  @ApiCreatedResponse({ type: TransactionDto, headers: sends('Location') })
  @Fails(USER_NOT_FOUND, ...MOVEMENT_FAILURES.credit)
  async credit(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Body() { amount, ...rest }: OperatorMovementDto,
    @OnceRequest() request: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TransactionDto> {
    const movement = { type: 'credit', amountMinor: BigInt(amount), ...rest } as const;
    return movementAnswer(reply, await this.movements.operate(caller, target, movement, request));
  }

  @Post(':userId/debits')
  @RequirePermissions('update:wallets')
  @WithoutRequestContext()
  @IdempotencyKeyHeader({ required: true })
  @ApiOperation({
    operationId: 'debitWallet',
    summary: 'Debit a wallet',
    description: 'Takes what is available; what holds have set aside stays.',
  })
  @ApiCreatedResponse({ type: TransactionDto, headers: sends('Location') })
  @Fails(USER_NOT_FOUND, ...MOVEMENT_FAILURES.debit)
  async debit(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Body() { amount, ...rest }: OperatorMovementDto,
    @OnceRequest() request: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TransactionDto> {
    const movement = { type: 'debit', amountMinor: BigInt(amount), ...rest } as const;
    return movementAnswer(reply, await this.movements.operate(caller, target, movement, request));
  }

  @Post('me/transfers')
  @SignedIn()
  @WithoutRequestContext()
  @IdempotencyKeyHeader({ required: true })
  @ApiOperation({
    operationId: 'transferMoney',
    summary: 'Transfer own money to somebody else',
  })
  @ApiCreatedResponse({ type: TransactionDto, headers: sends('Location') })
  @Fails(
    USER_NOT_FOUND,
    { status: 422, code: 'wallet.transfer_to_self', when: 'It would go to the caller.' },
    { status: 422, code: 'wallet.recipient_suspended', when: 'The recipient is suspended.' },
    ...MOVEMENT_FAILURES.transfer,
  )
  async transfer(
    @Caller() caller: Principal,
    @Body() { amount, ...rest }: TransferDto,
    @OnceRequest() request: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TransactionDto> {
    const transfer = { amountMinor: BigInt(amount), ...rest };
    return movementAnswer(reply, await this.movements.transfer(caller, transfer, request));
  }
}
