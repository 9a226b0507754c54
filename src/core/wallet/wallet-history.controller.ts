import { Readable } from 'node:stream';
import { Body, Controller, Get, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequirePermissions, SelfOr, SignedIn } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { Fails } from '../../http/fails.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { TargetUser } from '../users/target-user.decorator.js';
import type { UserReference } from '../users/user-reference.js';
import { ReversalDto } from './dto/movement.dto.js';
import { TransactionDto, TransactionPageDto } from './dto/transaction.dto.js';
import { StatementDto } from './dto/wallet.dto.js';
import {
  ExportTransactionsQueryDto,
  filterOf,
  ListTransactionsQueryDto,
  StatementQueryDto,
} from './dto/wallet.queries.dto.js';
import { MOVEMENT_FAILURES, transactionAnswer, USER_NOT_FOUND } from './movement-answer.js';
import { ReversalsService } from './reversals.service.js';
import { WalletHistoryService } from './wallet-history.service.js';

const NOT_FOUND = {
  status: 404,
  code: 'wallet.transaction_not_found',
  when: 'There is no such transaction that the caller may see.',
} as const;

@ApiTags('Wallet')
@Controller('v1')
export class WalletHistoryController {
  constructor(
    private readonly history: WalletHistoryService,
    private readonly reversals: ReversalsService,
  ) {}

  @Get('wallets/:userId/transactions')
  @SelfOr('read:wallets')
  @ApiOperation({ summary: 'List the transactions of a wallet' })
  @ApiOkResponse({ type: TransactionPageDto })
  @Fails(USER_NOT_FOUND)
  async list(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Query() query: ListTransactionsQueryDto,
  ): Promise<TransactionPageDto> {
    const { limit, cursor } = query;
    return TransactionPageDto.of(
      await this.history.list(caller, target, { ...filterOf(query), limit, cursor }),
    );
  }

  @Get('wallets/:userId/transactions.csv')
  @SelfOr('read:wallets')
  @ApiOperation({ summary: 'Export the history of a wallet, each entry with the balance after it' })
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string' } })
  @Fails(USER_NOT_FOUND)
  async export(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Query() query: ExportTransactionsQueryDto,
  ): Promise<StreamableFile> {
    const pages = await this.history.csv(caller, target, filterOf(query));
    return new StreamableFile(Readable.from(pages, { objectMode: false }), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="transactions.csv"',
    });
  }

  @Get('wallets/:userId/statement')
  @SelfOr('read:wallets')
  @ApiOperation({ summary: 'Read the statement of a period' })
  @ApiOkResponse({ type: StatementDto })
  @Fails(USER_NOT_FOUND)
  async statement(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Query() { currency, from, to }: StatementQueryDto,
  ): Promise<StatementDto> {
    return StatementDto.of(
      await this.history.statement(caller, target, currency, new Date(from), new Date(to)),
    );
  }

  @Get('transactions/:transactionId')
  @SignedIn()
  @ApiOperation({ summary: 'Read a transaction' })
  @ApiOkResponse({ type: TransactionDto })
  @Fails(NOT_FOUND)
  async read(
    @Caller() caller: Principal,
    @Param('transactionId') transactionId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TransactionDto> {
    const transaction = await this.history.get(caller, transactionId);
    reply.header('etag', `"${transaction.hash.toString('hex')}"`);
    return TransactionDto.of(transaction);
  }

  @Post('transactions/:transactionId/reversal')
  @RequirePermissions('update:wallets')
  @Idempotent({ required: true })
  @ApiOperation({
    summary: 'Take a transaction back, once',
    description:
      'Where the receiver has spent part of it, what is left is taken back. Holds, voids and reversals are not reversed.',
  })
  @ApiCreatedResponse({ type: TransactionDto })
  @Fails(
    NOT_FOUND,
    { status: 409, code: 'wallet.already_reversed', when: 'It was reversed before.' },
    { status: 422, code: 'wallet.not_reversible', when: 'Transactions of this type are not reversed.' },
    ...MOVEMENT_FAILURES,
  )
  async reverse(
    @Caller() caller: Principal,
    @Param('transactionId') transactionId: string,
    @Body() { reason }: ReversalDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TransactionDto> {
    return transactionAnswer(reply, await this.reversals.reverse(caller, transactionId, reason));
  }
}
