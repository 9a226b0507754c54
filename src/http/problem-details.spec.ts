import { describe, expect, it } from 'vitest';
import type { Failure, FailureKind } from './mount.js';
import { renderProblem } from './problem-details.js';

const failure = (kind: FailureKind, more: Partial<Failure> = {}): Failure => ({
  kind,
  code: 'things.wrong',
  message: 'It is wrong.',
  requestId: 'r-1',
  fields: [],
  details: {},
  ...more,
});

describe('problem details', () => {
  it.each<[FailureKind, number, string]>([
    ['invalid', 400, 'Bad Request'],
    ['unauthenticated', 401, 'Unauthorized'],
    ['forbidden', 403, 'Forbidden'],
    ['not_found', 404, 'Not Found'],
    ['method_not_allowed', 405, 'Method Not Allowed'],
    ['conflict', 409, 'Conflict'],
    ['stale', 412, 'Precondition Failed'],
    ['payload_too_large', 413, 'Content Too Large'],
    ['uri_too_long', 414, 'URI Too Long'],
    ['unsupported_media_type', 415, 'Unsupported Media Type'],
    ['rejected', 422, 'Unprocessable Content'],
    ['rate_limited', 429, 'Too Many Requests'],
    ['headers_too_large', 431, 'Request Header Fields Too Large'],
    ['unexpected', 500, 'Internal Server Error'],
    ['unavailable', 503, 'Service Unavailable'],
  ])('answer %s with %d', (kind, status, title) => {
    const rendered = renderProblem(failure(kind));
    expect(rendered.status).toBe(status);
    expect(rendered.contentType).toBe('application/problem+json');
    expect(rendered.body).toEqual({
      type: 'urn:latchkey:error:things.wrong',
      title,
      status,
      detail: 'It is wrong.',
      code: 'things.wrong',
      requestId: 'r-1',
      ...(status === 400 && { errors: [] }),
    });
  });

  it('name the refused members of a bad request, and of no other', () => {
    const fields = [{ field: 'a.b', code: 'x', message: 'y' }];
    expect(renderProblem(failure('invalid', { fields })).body).toHaveProperty('errors', fields);
    expect(renderProblem(failure('conflict', { fields })).body).not.toHaveProperty('errors');
  });

  it('show further details, which cannot stand in for the members everybody knows', () => {
    const details = {
      permission: 'read:users',
      status: 200,
      code: 'x',
      requestId: 'y',
      type: 'z',
      title: 't',
    };
    expect(renderProblem(failure('forbidden', { details })).body).toEqual({
      ...(renderProblem(failure('forbidden')).body as object),
      permission: 'read:users',
    });
  });

  it('challenge a caller without a credential, and tell one with a bad credential so', () => {
    const challenge = 'Bearer realm="latchkey"';
    expect(renderProblem(failure('unauthenticated')).headers).toEqual({ 'WWW-Authenticate': challenge });
    const presented = renderProblem(failure('unauthenticated', { details: { presented: true } }));
    expect(presented.headers).toEqual({ 'WWW-Authenticate': `${challenge}, error="invalid_token"` });
    expect(presented.body).not.toHaveProperty('presented');
  });

  it.each<[FailureKind, Partial<Failure>, Record<string, string>]>([
    ['method_not_allowed', { allow: ['GET', 'HEAD'] }, { Allow: 'GET, HEAD' }],
    ['rate_limited', { retryAfterSeconds: 29.2 }, { 'Retry-After': '30' }],
    ['rate_limited', {}, { 'Retry-After': '1' }],
    ['unavailable', {}, { 'Retry-After': '1' }],
    ['unavailable', { retryAfterSeconds: 0 }, { 'Retry-After': '1' }],
    ['unexpected', {}, {}],
  ])('send the headers of %s', (kind, more, headers) => {
    expect(renderProblem(failure(kind, more)).headers).toEqual(headers);
  });
});
