import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
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
import { PageQuery } from '../../../common/paging.js';
import { sends } from '../../../http/answer-headers.js';
import { entityTag, IfMatch } from '../../../http/entity-tag.js';
import { Fails } from '../../../http/fails.decorator.js';
import { Idempotent } from '../../../idempotency/idempotent.decorator.js';
import { csvLine } from '../csv.js';
import { TransactionDto } from '../dto/transaction.dto.js';
import {
  CURRENCY_DISABLED,
  CURRENCY_UNKNOWN,
  MOVEMENT_FAILURES,
  POSTING_FAILURES,
  transactionAnswer,
} from '../movement-answer.js';
import { CouponThrottle } from './coupon.throttle.js';
import { APPLICATION_NOT_FOUND } from '../../applications/applications.failures.js';
import { CouponsService } from './coupons.service.js';
import {
  CouponCreatedDto,
  CouponDto,
  CouponPageDto,
  CreateCouponDto,
  RedemptionDto,
  UpdateCouponDto,
} from './dto/coupon.dto.js';
import { RedemptionsService } from './redemptions.service.js';

const NOT_FOUND = { status: 404, code: 'coupons.not_found', when: 'There is no such coupon.' } as const;
const CHANGED = {
  status: 412,
  code: 'coupons.changed_meanwhile',
  when: 'The coupon no longer has the `ETag` of `If-Match`.',
} as const;

const COUPON_ID = {
  name: 'couponId',
  description: 'Id of a coupon.',
  schema: { type: 'string', format: 'uuid', examples: ['019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a82'] },
} as const;
const CREATE_EXAMPLES = {
  codes: {
    summary: 'Ten random codes, each for one use',
    value: { amount: '1250', currency: 'CREDIT', count: 10 },
  },
  campaign: {
    summary: 'One chosen code for many people, until its budget is spent',
    value: {
      amount: '1250',
      currency: 'CREDIT',
      code: 'WELCOME-2026',
      maxUses: 1000,
      budget: '100000',
      validTo: '2026-12-31T23:59:59.000Z',
    },
  },
};

@ApiTags('Coupons')
@ApiExtraModels(CouponCreatedDto)
@Controller('v1')
export class CouponsController {
  constructor(
    private readonly coupons: CouponsService,
    private readonly redemptions: RedemptionsService,
  ) {}

  @Get('coupons')
  @RequirePermissions('read:coupons')
  @ApiOperation({ operationId: 'listCoupons', summary: 'List coupons', description: 'Newest first.' })
  @ApiOkResponse({ type: CouponPageDto })
  async list(@Caller() caller: Principal, @Query() { limit, cursor }: PageQuery): Promise<CouponPageDto> {
    return CouponPageDto.of(await this.coupons.list(caller, limit, cursor));
  }

  @Post('coupons')
  @RequirePermissions('update:coupons')
  @ApiOperation({
    operationId: 'createCoupon',
    summary: 'Make a coupon',
    description:
      'The codes are in this answer and never shown again; with `Accept: text/csv` it is the list of codes.',
  })
  @ApiBody({ type: CreateCouponDto, examples: CREATE_EXAMPLES })
  @ApiCreatedResponse({
    headers: sends('Location', 'ETag'),
    content: {
      'application/json': { schema: { $ref: getSchemaPath(CouponCreatedDto) } },
      'text/csv': { schema: { type: 'string', example: 'code\r\n7KQ2-M4XD-9WTH-C3PZ\r\n' } },
    },
  })
  @Fails(
    { status: 409, code: 'coupons.code_taken', when: 'Another coupon has the chosen code.' },
    APPLICATION_NOT_FOUND,
    CURRENCY_UNKNOWN,
    CURRENCY_DISABLED,
    ...POSTING_FAILURES,
  )
  async create(
    @Caller() caller: Principal,
    @Body() body: CreateCouponDto,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CouponCreatedDto | string> {
    const { coupon, codes } = await this.coupons.create(caller, CreateCouponDto.toInput(body));
    reply.header('location', `/v1/coupons/${coupon.id}`).header('etag', entityTag(coupon.version));
    if (accept?.startsWith('text/csv')) {
      reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="codes.csv"');
      return [['code'], ...codes.map((code) => [code])].map(csvLine).join('');
    }
    return CouponCreatedDto.withCodes(coupon, codes);
  }

  @Get('coupons/:couponId')
  @RequirePermissions('read:coupons')
  @ApiOperation({
    operationId: 'readCoupon',
    summary: 'Read a coupon',
    description: 'Of its codes no more than the last characters.',
  })
  @ApiParam(COUPON_ID)
  @ApiOkResponse({ type: CouponDto, headers: sends('ETag') })
  @Fails(NOT_FOUND)
  async read(
    @Param('couponId') couponId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CouponDto> {
    const coupon = await this.coupons.get(couponId);
    reply.header('etag', entityTag(coupon.version));
    return CouponDto.of(coupon);
  }

  @Patch('coupons/:couponId')
  @RequirePermissions('update:coupons')
  @ApiOperation({
    operationId: 'updateCoupon',
    summary: 'Change how often and until when a coupon is good',
    description: 'Members left out stay; uses that were made stay as well.',
  })
  @ApiParam(COUPON_ID)
  @ApiOkResponse({ type: CouponDto, headers: sends('ETag') })
  @Fails(NOT_FOUND, CHANGED)
  async update(
    @Caller() caller: Principal,
    @Param('couponId') couponId: string,
    @Body() body: UpdateCouponDto,
    @IfMatch() version: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CouponDto> {
    const coupon = await this.coupons.update(caller, couponId, UpdateCouponDto.toInput(body), version);
    reply.header('etag', entityTag(coupon.version));
    return CouponDto.of(coupon);
  }

  @Delete('coupons/:couponId')
  @RequirePermissions('update:coupons')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteCoupon',
    summary: 'End a coupon',
    description: 'What is left of its budget goes back.',
  })
  @ApiParam(COUPON_ID)
  @ApiNoContentResponse()
  @Fails(NOT_FOUND, CHANGED, ...POSTING_FAILURES)
  async delete(
    @Caller() caller: Principal,
    @Param('couponId') couponId: string,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    await this.coupons.delete(caller, couponId, version);
  }

  // The throttle comes last here, so that it is first: it counts outside of the transaction of the key.
  @Post('wallets/me/redemptions')
  @SignedIn()
  @Idempotent({ required: true })
  @UseInterceptors(CouponThrottle)
  @ApiOperation({ operationId: 'redeemCoupon', summary: 'Redeem a coupon code' })
  @ApiCreatedResponse({ type: TransactionDto, headers: sends('Location') })
  @Fails(
    {
      status: 404,
      code: 'coupons.code_not_found',
      when: 'The code is unknown, of another application, expired or not yet valid.',
    },
    { status: 409, code: 'coupons.used_up', when: 'No use of the code, or no budget, is left.' },
    { status: 409, code: 'coupons.used_before', when: 'The caller has used it as often as one may.' },
    { status: 429, code: 'throttling.too_many_attempts', when: 'There were ten bad codes in ten minutes.' },
    ...MOVEMENT_FAILURES.redemption,
  )
  async redeem(
    @Caller() caller: Principal,
    @Body() { code }: RedemptionDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TransactionDto> {
    return transactionAnswer(reply, await this.redemptions.redeem(caller, code));
  }
}
