import { Readable } from 'node:stream';
import { Body, Controller, Get, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequirePermissions, SelfOr, SignedIn } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { sends } from '../../http/answer-headers.js';
import { Fails } from '../../http/fails.decorator.js';
import { WithoutRequestContext } from '../../http/without-request-context.decorator.js';
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

const STATEMENT = 'Opening and closing balances, and what each type of transaction changed in between.';
const TRANSACTION_ID = {
  name: 'transactionId',
  description: 'Id of a transaction.',
  schema: { type: 'string', format: 'uuid', examples: ['019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79'] },
} as const;
const CSV_EXAMPLE = [
  'transactionId,createdAt,type,currency,account,amount,balanceAfter,reference,reason',
  '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79,2026-01-31T12:00:00.000Z,credit,CREDIT,available,1250,1250,order-1042,Refund',
  '',
].join('\r\n');

@ApiTags('Wallet')
@Controller('v1')
export class WalletHistoryController {
  constructor(
    private readonly history: WalletHistoryService,
    private readonly reversals: ReversalsService,
  ) {}

  @Get('wallets/:userId/transactions')
  @WithoutRequestContext()
  @SelfOr('read:wallets')
  @ApiOperation({
    operationId: 'listTransactions',
    summary: 'List the transactions of a wallet',
    description: 'Newest first.',
  })
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
  @ApiOperation({
    operationId: 'exportTransactions',
    summary: 'Export the history of a wallet',
    description: 'As CSV (RFC 4180), oldest first, each entry with the balance after it.',
  })
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string', examples: [CSV_EXAMPLE] } })
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
  @ApiOperation({
    operationId: 'readStatement',
    summary: 'Read the statement of a period',
    description: STATEMENT,
  })
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
  @ApiOperation({ operationId: 'readTransaction', summary: 'Read a transaction' })
  @ApiParam(TRANSACTION_ID)
  @ApiOkResponse({ type: TransactionDto, headers: sends('ETag') })
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
    operationId: 'reverseTransaction',
    summary: 'Take a transaction back, once',
    description:
      'Where the receiver has spent part of it, what is left is taken back. Holds, voids and reversals are not reversed.',
  })
  @ApiParam(TRANSACTION_ID)
  @ApiBody({ type: ReversalDto, required: false })
  @ApiCreatedResponse({ type: TransactionDto, headers: sends('Location') })
  @Fails(
    NOT_FOUND,
    { status: 409, code: 'wallet.already_reversed', when: 'It was reversed before.' },
    { status: 422, code: 'wallet.not_reversible', when: 'Transactions of this type are not reversed.' },
    ...MOVEMENT_FAILURES.reversal,
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
