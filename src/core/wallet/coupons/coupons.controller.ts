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
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequirePermissions, SignedIn } from '../../../authorization/access.decorators.js';
import { Caller } from '../../../authorization/caller.decorator.js';
import type { Principal } from '../../../authorization/principal.js';
import { PageQuery } from '../../../common/paging.js';
import { entityTag, IfMatch } from '../../../http/entity-tag.js';
import { Fails } from '../../../http/fails.decorator.js';
import { Idempotent } from '../../../idempotency/idempotent.decorator.js';
import { csvLine } from '../csv.js';
import { TransactionDto } from '../dto/transaction.dto.js';
import { MOVEMENT_FAILURES, transactionAnswer } from '../movement-answer.js';
import { CouponThrottle } from './coupon.throttle.js';
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

@ApiTags('Coupons')
@Controller('v1')
export class CouponsController {
  constructor(
    private readonly coupons: CouponsService,
    private readonly redemptions: RedemptionsService,
  ) {}

  @Get('coupons')
  @RequirePermissions('read:coupons')
  @ApiOperation({ summary: 'List coupons' })
  @ApiOkResponse({ type: CouponPageDto })
  async list(@Caller() caller: Principal, @Query() { limit, cursor }: PageQuery): Promise<CouponPageDto> {
    return CouponPageDto.of(await this.coupons.list(caller, limit, cursor));
  }

  @Post('coupons')
  @RequirePermissions('update:coupons')
  @ApiOperation({
    summary: 'Make a coupon',
    description:
      'The codes are in this answer and never shown again; with `Accept: text/csv` it is the list of codes.',
  })
  @ApiProduces('application/json', 'text/csv')
  @ApiCreatedResponse({ type: CouponCreatedDto })
  @Fails(
    { status: 409, code: 'coupons.code_taken', when: 'Another coupon has the chosen code.' },
    { status: 422, code: 'wallet.currency_unknown', when: 'There is no such currency.' },
    { status: 422, code: 'wallet.currency_disabled', when: 'The currency takes no new movements.' },
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
  @ApiOperation({ summary: 'Read a coupon' })
  @ApiOkResponse({ type: CouponDto })
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
  @ApiOperation({ summary: 'Change how often and until when a coupon is good' })
  @ApiOkResponse({ type: CouponDto })
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
  @ApiOperation({ summary: 'End a coupon; what is left of its budget goes back' })
  @ApiNoContentResponse()
  @Fails(NOT_FOUND, CHANGED)
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
  @ApiOperation({ summary: 'Redeem a coupon code' })
  @ApiCreatedResponse({ type: TransactionDto })
  @Fails(
    {
      status: 404,
      code: 'coupons.code_not_found',
      when: 'The code is unknown, of another application, expired or not yet valid.',
    },
    { status: 409, code: 'coupons.used_up', when: 'No use of the code, or no budget, is left.' },
    { status: 409, code: 'coupons.used_before', when: 'The caller has used it as often as one may.' },
    { status: 429, code: 'throttling.too_many_attempts', when: 'There were ten bad codes in ten minutes.' },
    ...MOVEMENT_FAILURES,
  )
  async redeem(
    @Caller() caller: Principal,
    @Body() { code }: RedemptionDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TransactionDto> {
    return transactionAnswer(reply, await this.redemptions.redeem(caller, code));
  }
}
