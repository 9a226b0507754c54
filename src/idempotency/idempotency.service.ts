import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError, type ErrorKind, type FieldError } from '../common/errors.js';
import type { RequestContext } from '../common/request-context.js';
import { statement, Sql } from '../database/sql.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { IdempotencyInProgressError, IdempotencyMismatchError } from './idempotency.errors.js';

/** Which request this is: the same key of another person or on another route is another request. */
export interface IdempotentRequest {
  principal: string;
  route: string;
  key: string;
  body: unknown;
  /** Where it comes from, for what is recorded of it. */
  origin: RequestContext;
}

/** A refusal by the domain. */
export interface RefusalAnswer {
  error: {
    kind: ErrorKind;
    code: string;
    message: string;
    fields: readonly FieldError[];
    details: Readonly<Record<string, unknown>>;
  };
}

/** The id of a row that never changes, and that the route can make its answer from again. */
export interface ReferenceAnswer {
  reference: string;
}

/** What the first request was answered. */
export type StoredAnswer =
  { status: number; headers: Record<string, string>; body: unknown } | ReferenceAnswer | RefusalAnswer;

export interface IdempotentAnswer {
  answer: StoredAnswer;
  isReplay: boolean;
}

const tryLock = statement(
  'idempotency-try-lock',
  'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 7203402)) AS granted',
);
const selectRecord = statement(
  'select-idempotency-record',
  `SELECT encode(fingerprint, 'hex') AS fingerprint, answer FROM idempotency_records
    WHERE principal = $1 AND route = $2 AND key = $3 AND created_at > now() - interval '24 hours'`,
);
const upsertRecord = statement(
  'upsert-idempotency-record',
  `INSERT INTO idempotency_records (principal, route, key, fingerprint, answer) VALUES ($1, $2, $3, decode($4, 'hex'), $5)
   ON CONFLICT (principal, route, key) DO UPDATE
     SET fingerprint = excluded.fingerprint, answer = excluded.answer, created_at = now()`,
);
const deleteOld = statement(
  'delete-old-idempotency-records',
  `DELETE FROM idempotency_records WHERE ctid IN (
     SELECT ctid FROM idempotency_records WHERE created_at < now() - interval '24 hours' LIMIT 10000 FOR UPDATE SKIP LOCKED)`,
);

/** Refusals by the domain are answers like any other, and are repeated; everything else is not kept. */
const KEPT_REFUSALS: ReadonlySet<ErrorKind> = new Set(['not_found', 'conflict', 'rejected']);

/** Makes a repeated request have one effect and one answer; records are kept for 24 hours. */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Runs `work` once per key, in one transaction with the record of its answer, and gives a repeat the first answer.
   * @throws IdempotencyMismatchError, IdempotencyInProgressError
   */
  async once(request: IdempotentRequest, work: () => Promise<StoredAnswer>): Promise<IdempotentAnswer> {
    try {
      return await this.unitOfWork.run(async () => {
        const earlier = await this.findEarlier(request);
        if (earlier !== null) {
          return { answer: earlier, isReplay: true };
        }
        const answer = await work();
        await this.keep(request, answer);
        return { answer, isReplay: false };
      });
    } catch (error) {
      if (error instanceof DomainError && KEPT_REFUSALS.has(error.kind) && !isOurs(error)) {
        await this.keepRefusal(request, error);
      }
      throw error;
    }
  }

  /** Removes records older than 24 hours. */
  async deleteOld(): Promise<void> {
    await this.sql.change(deleteOld);
  }

  private async findEarlier(request: IdempotentRequest): Promise<StoredAnswer | null> {
    const { principal, route, key } = request;
    const [lock] = await this.sql.query<{ granted: boolean }>(tryLock, [lockOf(request)]);
    if (!lock?.granted) {
      throw new IdempotencyInProgressError();
    }
    const [record] = await this.sql.query<{ fingerprint: string; answer: StoredAnswer }>(selectRecord, [
      principal,
      route,
      key,
    ]);
    if (record === undefined) {
      return null;
    }
    if (record.fingerprint !== fingerprintOf(request.body)) {
      throw new IdempotencyMismatchError();
    }
    return record.answer;
  }

  private async keep(request: IdempotentRequest, answer: StoredAnswer): Promise<void> {
    const { principal, route, key, body } = request;
    await this.sql.change(upsertRecord, [principal, route, key, fingerprintOf(body), JSON.stringify(answer)]);
  }

  /** The transaction of the refused work was rolled back, so its answer is kept by one of its own. */
  private async keepRefusal(request: IdempotentRequest, error: DomainError): Promise<void> {
    const { kind, code, message, fields, details } = error;
    await this.unitOfWork.run(async () => {
      if ((await this.findEarlier(request)) === null) {
        await this.keep(request, { error: { kind, code, message, fields, details } });
      }
    });
  }
}

function isOurs(error: DomainError): boolean {
  return error instanceof IdempotencyMismatchError || error instanceof IdempotencyInProgressError;
}

/** What a key is locked by while its first request runs. */
export function lockOf({
  principal,
  route,
  key,
}: Pick<IdempotentRequest, 'principal' | 'route' | 'key'>): string {
  return JSON.stringify([principal, route, key]);
}

/** SHA-256, in hexadecimal, of the parsed body with its members in order, so that white space and order do not matter. */
export function fingerprintOf(body: unknown): string {
  return hash('sha256', JSON.stringify(ordered(body)) ?? '');
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(ordered);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, member]) => [name, ordered(member)]),
    );
  }
  return value;
}
