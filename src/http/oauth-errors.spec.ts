import { describe, expect, it } from 'vitest';
import type { Failure, FailureKind } from './mount.js';
import { renderOAuthError } from './oauth-errors.js';

const failure = (kind: FailureKind, more: Partial<Failure> = {}): Failure => ({
  kind,
  code: 'things.wrong',
  message: 'It is wrong.',
  requestId: 'r-1',
  fields: [],
  details: {},
  ...more,
});

describe('errors of the OAuth endpoints', () => {
  it.each<[FailureKind, number, string]>([
    ['invalid', 400, 'invalid_request'],
    ['unauthenticated', 400, 'invalid_grant'],
    ['forbidden', 403, 'access_denied'],
    ['not_found', 404, 'not_found'],
    ['method_not_allowed', 405, 'invalid_request'],
    ['conflict', 409, 'invalid_request'],
    ['stale', 412, 'invalid_request'],
    ['payload_too_large', 413, 'invalid_request'],
    ['uri_too_long', 414, 'invalid_request'],
    ['unsupported_media_type', 415, 'invalid_request'],
    ['rejected', 400, 'invalid_request'],
    ['rate_limited', 429, 'slow_down'],
    ['headers_too_large', 431, 'invalid_request'],
    ['unexpected', 500, 'server_error'],
    ['unavailable', 503, 'temporarily_unavailable'],
  ])('answer %s with %d %s', (kind, status, error) => {
    const rendered = renderOAuthError(failure(kind));
    expect(rendered.status).toBe(status);
    expect(rendered.contentType).toBe('application/json');
    expect(rendered.body).toEqual({ error, error_description: 'It is wrong.', requestId: 'r-1' });
  });

  it.each<[FailureKind, string, number]>([
    ['unauthenticated', 'invalid_grant', 400],
    ['rejected', 'unsupported_grant_type', 400],
    ['forbidden', 'unauthorized_client', 400],
    ['forbidden', 'invalid_scope', 400],
    ['forbidden', 'access_denied', 403],
  ])('of kind %s named %s are %d', (kind, error, status) => {
    const rendered = renderOAuthError(failure(kind, { details: { error } }));
    expect(rendered.status).toBe(status);
    expect(rendered.headers).toEqual({});
    expect(rendered.body).toMatchObject({ error });
  });

  it('challenge a client that did not prove who it is', () => {
    const rendered = renderOAuthError(failure('unauthenticated', { details: { error: 'invalid_client' } }));
    expect(rendered.status).toBe(401);
    expect(rendered.headers).toEqual({ 'WWW-Authenticate': 'Basic realm="latchkey"' });
  });

  it('send what HTTP asks for', () => {
    expect(renderOAuthError(failure('unavailable')).headers).toEqual({ 'Retry-After': '1' });
    expect(renderOAuthError(failure('method_not_allowed', { allow: ['POST'] })).headers).toEqual({
      Allow: 'POST',
    });
  });

  it('describe themselves in the characters that are allowed', () => {
    const message = 'A "quote", a \\ and ümlaut.';
    expect(renderOAuthError(failure('invalid', { message })).body).toMatchObject({
      error_description: "A 'quote', a ' and ?mlaut.",
    });
  });
});
