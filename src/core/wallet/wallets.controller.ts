import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequirePermissions, SelfOr, SignedIn } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { Fails } from '../../http/fails.decorator.js';
import type { IdempotentRequest } from '../../idempotency/idempotency.service.js';
import { OnceRequest } from '../../idempotency/idempotent-request.js';
import { OnceOnly } from '../../idempotency/once-only.decorator.js';
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
  @SelfOr('read:wallets')
  @ApiOperation({ summary: 'Read a wallet' })
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
  @OnceOnly()
  @ApiOperation({ summary: 'Credit a wallet' })
  @ApiCreatedResponse({ type: TransactionDto })
  @Fails(USER_NOT_FOUND, ...MOVEMENT_FAILURES)
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
  @OnceOnly()
  @ApiOperation({ summary: 'Debit a wallet' })
  @ApiCreatedResponse({ type: TransactionDto })
  @Fails(USER_NOT_FOUND, ...MOVEMENT_FAILURES)
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
  @OnceOnly()
  @ApiOperation({ summary: 'Transfer own money to somebody else' })
  @ApiCreatedResponse({ type: TransactionDto })
  @Fails(
    USER_NOT_FOUND,
    { status: 422, code: 'wallet.transfer_to_self', when: 'It would go to the caller.' },
    { status: 422, code: 'wallet.recipient_suspended', when: 'The recipient is suspended.' },
    ...MOVEMENT_FAILURES,
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
