import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common';
import { errorCodes } from 'fastify';
import { describe, expect, it } from 'vitest';
import { DomainError, InvalidRequestError, UnavailableError } from '../common/errors.js';
import { EdgeError } from './edge-error.js';
import { errorText } from './error-text.js';
import { toFailure } from './failure.js';

const SECRET_TEXT = 'select "password" from users at /srv/app';

class NotEnoughFundsError extends DomainError {
  constructor() {
    super('rejected', 'wallet.insufficient_funds', 'Not enough funds.', {
      details: { available: '10' },
      cause: new Error(SECRET_TEXT),
    });
  }
}

/** As pg throws it. */
const driverError = (code: string): Error =>
  Object.assign(new Error(SECRET_TEXT), { code, severity: 'ERROR', detail: SECRET_TEXT });
/** As TypeORM wraps it. */
const wrapped = (driver: Error): Error => Object.assign(new Error(SECRET_TEXT), { driverError: driver });

describe('failures', () => {
  it('of the domain come as they are', () => {
    expect(toFailure(new NotEnoughFundsError(), 'r-1')).toEqual({
      kind: 'rejected',
      code: 'wallet.insufficient_funds',
      message: 'Not enough funds.',
      requestId: 'r-1',
      fields: [],
      details: { available: '10' },
    });
    const fields = [{ field: 'a', code: 'b', message: 'c' }];
    expect(toFailure(new InvalidRequestError(fields), 'r-1')).toMatchObject({ kind: 'invalid', fields });
    expect(toFailure(new UnavailableError('busy', 'Busy.', 2), 'r-1')).toMatchObject({
      kind: 'unavailable',
      code: 'busy',
      retryAfterSeconds: 2,
    });
  });

  it('of the edge come as they are', () => {
    const error = new EdgeError('method_not_allowed', 'request.x', 'No.', { allow: ['GET'] });
    expect(toFailure(error, 'r-1')).toMatchObject({
      kind: 'method_not_allowed',
      message: 'No.',
      allow: ['GET'],
    });
  });

  it.each([
    [400, 'invalid', 'request.invalid'],
    [401, 'unauthenticated', 'request.unauthenticated'],
    [403, 'forbidden', 'request.forbidden'],
    [404, 'not_found', 'request.not_found'],
    [405, 'method_not_allowed', 'request.method_not_allowed'],
    [406, 'invalid', 'request.invalid'],
    [409, 'conflict', 'request.conflict'],
    [410, 'not_found', 'request.not_found'],
    [412, 'stale', 'request.stale'],
    [413, 'payload_too_large', 'request.payload_too_large'],
    [414, 'uri_too_long', 'request.uri_too_long'],
    [415, 'unsupported_media_type', 'request.unsupported_media_type'],
    [422, 'rejected', 'request.rejected'],
    [429, 'rate_limited', 'request.rate_limited'],
    [431, 'headers_too_large', 'request.headers_too_large'],
    [500, 'unexpected', 'internal_error'],
    [503, 'unavailable', 'service.unavailable'],
  ])('of Nest with status %d are %s', (status, kind, code) => {
    const failure = toFailure(new HttpException(SECRET_TEXT, status), 'r-1');
    expect(failure).toMatchObject({ kind, code });
    expect(JSON.stringify(failure)).not.toContain('password');
  });

  it.each([
    [new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE(), 'payload_too_large'],
    [new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(), 'unsupported_media_type'],
    [new errorCodes.FST_ERR_CTP_INVALID_CONTENT_LENGTH(), 'invalid'],
    [new errorCodes.FST_ERR_BAD_URL('/%zz'), 'invalid'],
    [new errorCodes.FST_ERR_NOT_FOUND(), 'not_found'],
    [Object.assign(new Error('aborted'), { code: 'ECONNRESET', statusCode: 400 }), 'invalid'],
    [new BadRequestException({ secret: SECRET_TEXT }), 'invalid'],
    [new NotFoundException(), 'not_found'],
  ])('of Fastify and Nest such as %s are told by their status', (error, kind) => {
    expect(toFailure(error, 'r-1').kind).toBe(kind);
  });

  it.each([
    ['23505', 'conflict', 'request.conflict'],
    ['23503', 'conflict', 'request.conflict'],
    ['23P01', 'conflict', 'request.conflict'],
    ['22P02', 'invalid', 'request.invalid'],
    ['22003', 'invalid', 'request.invalid'],
    ['40001', 'unavailable', 'service.unavailable'],
    ['40P01', 'unavailable', 'service.unavailable'],
    ['55P03', 'unavailable', 'service.unavailable'],
    ['57014', 'unavailable', 'service.unavailable'],
    ['57P01', 'unavailable', 'service.unavailable'],
    ['08006', 'unavailable', 'service.unavailable'],
    ['53300', 'unavailable', 'service.unavailable'],
    ['25006', 'unavailable', 'service.unavailable'],
    ['25P03', 'unavailable', 'service.unavailable'],
    ['ECONNREFUSED', 'unavailable', 'service.unavailable'],
    ['ECONNRESET', 'unavailable', 'service.unavailable'],
    ['ETIMEDOUT', 'unavailable', 'service.unavailable'],
    ['23514', 'unexpected', 'internal_error'],
    ['23502', 'unexpected', 'internal_error'],
    ['42601', 'unexpected', 'internal_error'],
    ['40002', 'unexpected', 'internal_error'],
    ['EPERM', 'unexpected', 'internal_error'],
    ['ENOENT', 'unexpected', 'internal_error'],
  ])('of PostgreSQL with code %s are %s', (code, kind, publicCode) => {
    for (const error of [driverError(code), wrapped(driverError(code))]) {
      const failure = toFailure(error, 'r-1');
      expect(failure).toMatchObject({ kind, code: publicCode });
      expect(failure.retryAfterSeconds).toBe(kind === 'unavailable' ? 1 : undefined);
      expect(JSON.stringify(failure)).not.toContain('password');
    }
  });

  it.each([
    Object.assign(new Error(SECRET_TEXT), { code: 'ENOENT', syscall: 'connect' }),
    new Error('timeout exceeded when trying to connect'),
    wrapped(new Error('Query read timeout')),
    new Error('Connection terminated unexpectedly'),
  ])('of a connection such as %s are passing', (error) => {
    expect(toFailure(error, 'r-1').kind).toBe('unavailable');
  });

  it.each([
    new TypeError(SECRET_TEXT),
    new Error('The connection terminated'),
    Object.assign(new Error(SECRET_TEXT), { statusCode: 404 }),
    { code: 5 },
    SECRET_TEXT,
    null,
    undefined,
    42,
    Symbol('x'),
    Object.create(null),
  ])('of any other sort are unexpected and say nothing', (error: unknown) => {
    expect(toFailure(error, 'r-1')).toEqual({
      kind: 'unexpected',
      code: 'internal_error',
      message: 'Something went wrong on our side. Tell your operator the request id.',
      requestId: 'r-1',
      fields: [],
      details: {},
    });
  });
});

describe('errors in the log', () => {
  it('are their stacks and those of their causes, and nothing they carry', () => {
    const cause = Object.assign(new Error('inner'), { parameters: ['hunter2'] });
    const text = errorText(new Error('outer', { cause }));
    expect(text).toMatch(/^Error: outer\n[^]*\ncaused by: Error: inner\n/);
    expect(text).not.toContain('hunter2');
  });

  it('end, also when they cause each other', () => {
    const error = new Error('round');
    error.cause = error;
    expect(errorText(error).match(/caused by/g)).toHaveLength(5);
  });

  it('are not shown when they are no errors', () => {
    expect(errorText('hunter2')).toBe('a thrown string');
    expect(errorText(undefined)).toBe('a thrown undefined');
  });
});
