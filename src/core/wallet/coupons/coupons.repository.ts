import { Injectable } from '@nestjs/common';
import { newId } from '../../../common/ids.js';
import { mapConstraints } from '../../../database/sql-errors.js';
import { statement, Sql } from '../../../database/sql.js';
import { CurrencyUnknownError } from '../wallet.errors.js';
import { couponCodeEnding, couponCodeHash } from './coupon-code.js';
import { CodeTakenError } from './coupons.errors.js';

export interface CouponRow {
  id: string;
  amount: string;
  currency: string;
  max_uses: number;
  max_uses_per_user: number;
  valid_from: Date | null;
  valid_to: Date | null;
  application_id: string | null;
  budget: string | null;
  version: number;
  created_at: Date;
  uses: number;
  code_count: number;
  endings: string[];
}

/** A code as it is looked up for a redemption. */
export interface CodeRow {
  id: string;
  coupon_id: string;
  amount: string;
  currency: string;
  max_uses: number;
  max_uses_per_user: number;
  budget: string | null;
  application_id: string | null;
}

const SHOWN_ENDINGS = 100;
const COLUMNS = `c.id, c.amount, c.currency, c.max_uses, c.max_uses_per_user, c.valid_from, c.valid_to, c.application_id,
  c.budget, c.version, c.created_at, k.uses, k.code_count, k.endings`;
const FROM = `FROM coupons c CROSS JOIN LATERAL (
    SELECT coalesce(sum(uses), 0)::int AS uses, count(*)::int AS code_count,
           coalesce((array_agg(ending ORDER BY id))[1:${SHOWN_ENDINGS}], '{}') AS endings
      FROM coupon_codes WHERE coupon_id = c.id) k
  WHERE c.deleted_at IS NULL`;

const selectCoupon = statement('select-coupon', `SELECT ${COLUMNS} ${FROM} AND c.id = $1`);
const lockCoupon = statement(
  'lock-coupon',
  'SELECT version FROM coupons WHERE id = $1 AND deleted_at IS NULL FOR UPDATE',
);
const listCoupons = statement(
  'list-coupons',
  `SELECT ${COLUMNS} ${FROM} AND c.id < $1 ORDER BY c.id DESC LIMIT $2`,
);
const insertCoupon = statement(
  'insert-coupon',
  `INSERT INTO coupons (id, amount, currency, max_uses, max_uses_per_user, valid_from, valid_to, application_id, budget)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);
const insertCodes = statement(
  'insert-coupon-codes',
  `INSERT INTO coupon_codes (id, coupon_id, code_hash, ending)
   SELECT v.id, $1, v.hash, v.ending FROM unnest($2::uuid[], $3::bytea[], $4::text[]) AS v(id, hash, ending)`,
);
const updateCoupon = statement(
  'update-coupon',
  `UPDATE coupons SET max_uses = $2, max_uses_per_user = $3, valid_from = $4, valid_to = $5, version = version + 1
    WHERE id = $1`,
);
const deleteCoupon = statement('delete-coupon', 'UPDATE coupons SET deleted_at = now() WHERE id = $1');
const deleteCodes = statement(
  'forget-coupon-codes',
  // A deleted coupon's code is free again; the row stays for the redemptions that name it.
  "UPDATE coupon_codes SET code_hash = sha256(code_hash || uuid_send(id)), ending = '' WHERE coupon_id = $1",
);
const selectCode = statement(
  'select-coupon-code',
  `SELECT k.id, k.coupon_id, c.amount, c.currency, c.max_uses, c.max_uses_per_user, c.budget, c.application_id
     FROM coupon_codes k JOIN coupons c ON c.id = k.coupon_id
    WHERE k.code_hash = $1 AND c.deleted_at IS NULL
      AND (c.valid_from IS NULL OR c.valid_from <= now()) AND (c.valid_to IS NULL OR c.valid_to > now())
    FOR SHARE OF c`,
);
const takeUse = statement(
  'take-coupon-use',
  'UPDATE coupon_codes SET uses = uses + 1 WHERE id = $1 AND uses < $2',
);
const countOwnUses = statement(
  'count-own-coupon-uses',
  'SELECT count(*)::int AS uses FROM coupon_redemptions WHERE code_id = $1 AND user_id = $2',
);
const insertRedemption = statement(
  'insert-coupon-redemption',
  'INSERT INTO coupon_redemptions (code_id, user_id, ordinal, transaction_id) VALUES ($1, $2, $3, $4)',
);

export interface NewCoupon {
  id: string;
  amountMinor: bigint;
  currency: string;
  maxUses: number;
  maxUsesPerUser: number;
  validFrom: Date | null;
  validTo: Date | null;
  applicationId: string | null;
  budgetMinor: bigint | null;
}

/** The tables of coupons, their codes and redemptions. */
@Injectable()
export class CouponsRepository {
  constructor(private readonly sql: Sql) {}

  async find(id: string): Promise<CouponRow | null> {
    return (await this.sql.query<CouponRow>(selectCoupon, [id]))[0] ?? null;
  }

  /** Locks a coupon for a change of it. @returns its version, null when there is none */
  async lock(id: string): Promise<number | null> {
    return (await this.sql.query<{ version: number }>(lockCoupon, [id]))[0]?.version ?? null;
  }

  /** Newest first. */
  list(beforeId: string, limit: number): Promise<CouponRow[]> {
    return this.sql.query<CouponRow>(listCoupons, [beforeId, limit]);
  }

  /** @throws CurrencyUnknownError, CodeTakenError */
  async insert(coupon: NewCoupon, codes: readonly string[]): Promise<void> {
    await mapConstraints(
      this.sql.change(insertCoupon, [
        coupon.id,
        coupon.amountMinor.toString(),
        coupon.currency,
        coupon.maxUses,
        coupon.maxUsesPerUser,
        coupon.validFrom,
        coupon.validTo,
        coupon.applicationId,
        coupon.budgetMinor?.toString() ?? null,
      ]),
      { fk_coupons_currency: (cause) => new CurrencyUnknownError(coupon.currency, cause) },
    );
    await mapConstraints(
      this.sql.change(insertCodes, [
        coupon.id,
        codes.map(() => newId()),
        codes.map(couponCodeHash),
        codes.map(couponCodeEnding),
      ]),
      { uq_coupon_codes_code_hash: (cause) => new CodeTakenError(cause) },
    );
  }

  async update(
    id: string,
    limits: Pick<NewCoupon, 'maxUses' | 'maxUsesPerUser' | 'validFrom' | 'validTo'>,
  ): Promise<void> {
    const { maxUses, maxUsesPerUser, validFrom, validTo } = limits;
    await this.sql.change(updateCoupon, [id, maxUses, maxUsesPerUser, validFrom, validTo]);
  }

  async delete(id: string): Promise<void> {
    await this.sql.change(deleteCoupon, [id]);
    await this.sql.change(deleteCodes, [id]);
  }

  /** A code that can be redeemed at this moment, whether or not any use of it is left. */
  async findCode(code: string): Promise<CodeRow | null> {
    return (await this.sql.query<CodeRow>(selectCode, [couponCodeHash(code)]))[0] ?? null;
  }

  /** Takes one use of a code, which also keeps others waiting until the transaction ends. @returns false when none is left */
  async takeUse(codeId: string, maxUses: number): Promise<boolean> {
    return (await this.sql.change(takeUse, [codeId, maxUses])) > 0;
  }

  async countOwnUses(codeId: string, userId: string): Promise<number> {
    return (await this.sql.query<{ uses: number }>(countOwnUses, [codeId, userId]))[0].uses;
  }

  /** Writes a redemption down; the key of the table is what makes the same one twice impossible. */
  async insertRedemption(
    codeId: string,
    userId: string,
    ordinal: number,
    transactionId: string,
  ): Promise<void> {
    await this.sql.change(insertRedemption, [codeId, userId, ordinal, transactionId]);
  }
}
