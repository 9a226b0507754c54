import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isUuid } from '../../src/common/ids.js';
import { startEdgeApp, type EdgeApp } from './edge-app.js';
import { exchange, request, type Answer, type RequestParts } from './raw-client.js';
import { expectStandard } from './standard-answer.js';

let edge: EdgeApp;

beforeAll(async () => {
  edge = await startEdgeApp();
});
afterAll(() => edge.close());

async function send(method: string, target: string, parts?: RequestParts): Promise<Answer> {
  return expectStandard(await exchange(edge.port, request(method, target, parts)));
}

describe('answers', () => {
  it('reach a handler with what it needs', async () => {
    const answer = await send('GET', '/v1/things/a%7Cb@c%2Bd+e%2Ff%2525?q=1+2&page.limit=%C3%A4', {
      headers: { 'user-agent': 'test\t/1', 'x-request-id': 'given-1' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['x-request-id']).toBe('given-1');
    expect(answer.json).toEqual({
      id: 'a|b@c+d+e/f%25',
      query: { q: '1 2', 'page.limit': 'ä' },
      address: '127.0.0.1',
      mount: '/v1',
      context: { requestId: 'given-1', ipAddress: '127.0.0.1', userAgent: 'test/1' },
    });
  });

  it('keep the context of the request behind awaits and bodies', async () => {
    const answer = await send('POST', '/v1/things', {
      body: '{"a":[1]}',
      headers: { 'x-request-id': 'given-2' },
    });
    expect(answer.json).toEqual({ body: { a: [1] }, requestId: 'given-2' });
  });

  it.each<[string, string, RequestParts | undefined, number]>([
    ['GET', '/v1/plain', undefined, 200],
    ['HEAD', '/v1/plain', undefined, 200],
    ['DELETE', '/v1/things/1', undefined, 204],
    ['GET', '/health/live', undefined, 200],
    ['GET', '/nothing', undefined, 404],
    ['HEAD', '/nothing', undefined, 404],
    ['GET', '/v1/failures/bug', undefined, 500],
    ['GET', '/v1/unserialisable', undefined, 500],
    ['GET', '/broken/path', undefined, 500],
    ['GET', 'http://localhost/v1/plain', undefined, 200],
    ['GET', '/v1/plain', { headers: { upgrade: 'websocket', connection: 'upgrade' } }, 200],
    ['GET', '/v1/plain', { headers: { expect: 'the-unexpected' } }, 200],
  ])('to %s %s have the standard headers', async (method, target, parts, status) => {
    expect((await send(method, target, parts)).status).toBe(status);
  });

  it('may say otherwise where a handler says so, but not when it fails', async () => {
    const page = await exchange(edge.port, request('GET', '/v1/page'));
    expect(page.headers['content-security-policy']).toBe("default-src 'self'");
    expect(page.headers['cache-control']).toBe('public, max-age=300');
    expect((await send('GET', '/v1/late-failure')).status).toBe(500);
  });

  it.each([
    ['good-1.2_3:4', true],
    ['x'.repeat(128), true],
    ['x'.repeat(129), false],
    ['two words', false],
    ['"quoted"', false],
    ['', false],
  ])('take the request id %s over: %s', async (given, isTaken) => {
    const { headers } = await send('GET', '/nothing', { headers: { 'x-request-id': given } });
    expect(headers['x-request-id'] === given).toBe(isTaken);
    expect(isTaken || isUuid(headers['x-request-id'] ?? '')).toBe(true);
  });
});

describe('paths', () => {
  it.each([
    ['GET', '/v1/nothing', 404, { code: 'request.not_found', status: 404 }],
    ['GET', '/v1', 404, { code: 'request.not_found' }],
    ['GET', '/v1/things//parts/x', 404, { code: 'request.not_found' }],
    ['PUT', '/v1/things//parts/x', 404, { code: 'request.not_found' }],
    ['GET', '/v1/plain/', 404, { code: 'request.not_found' }],
    ['GET', '//v1/plain', 404, { shape: 'other' }],
    ['GET', '/v1//plain', 404, { code: 'request.not_found' }],
    ['GET', '/V1/plain', 404, { shape: 'other' }],
    ['GET', '/v1/Plain', 404, { code: 'request.not_found' }],
    ['GET', '/v1%2Fplain', 404, { shape: 'other' }],
    ['GET', '/v1/plain;x=1', 404, { code: 'request.not_found' }],
    ['GET', '/oauth/nothing', 404, { error: 'not_found' }],
    ['GET', '/api/v1/user/x', 404, { shape: 'user' }],
    ['GET', '/api/v1/userx', 404, { shape: 'other' }],
    ['GET', '*v1/plain', 404, { shape: 'other' }],
    ['POST', '*v1/plain', 404, { shape: 'other' }],
    ['OPTIONS', '*', 404, { shape: 'other' }],
    ['CONNECT', 'localhost:80', 404, { shape: 'other' }],
    ['FOO', '/v1/nothing', 404, { code: 'request.not_found' }],
    ['GET', '/v1/%zz', 400, { code: 'request.bad_url' }],
    ['GET', '/v1/things/%', 400, { code: 'request.bad_url' }],
    ['GET', '/v1/things/%ff', 400, { code: 'request.bad_url' }],
    ['GET', '/v1/things/%c0%af', 400, { code: 'request.bad_url' }],
    ['GET', '/%76%31/%ff', 400, { code: 'request.bad_url' }],
    ['GET', '/oauth/%ff', 400, { error: 'invalid_request' }],
    ['GET', '/api/v1/users/%ff', 400, { shape: 'users', code: 'request.bad_url' }],
    ['GET', '/v1/things/a#b', 400, { code: 'request.bad_url' }],
    ['GET', '/v1/things/\u00e4', 400, { status: 400 }],
    ['GET', '/v1/things/a%00', 400, { code: 'path.bad_character' }],
    ['GET', '/v1/things/a%0Ab', 400, { code: 'path.bad_character' }],
    ['GET', '/v1/things/%E2%80%AE', 400, { code: 'path.bad_character' }],
    ['PUT', '/v1/things/a/parts/%C2%85', 400, { errors: [expect.objectContaining({ field: 'part' })] }],
    ['GET', '/api/v1/users/%00', 400, { shape: 'users', code: 'path.bad_character' }],
    ['GET', `/v1/things/${'x'.repeat(2049)}`, 414, { code: 'request.uri_too_long' }],
    ['GET', `/v1/${'x'.repeat(8200)}`, 414, { code: 'request.uri_too_long' }],
    ['GET', `/v1/plain?${'x'.repeat(8200)}`, 414, { code: 'request.uri_too_long' }],
    ['GET', `/oauth/${'x'.repeat(30_000)}`, 414, { error: 'invalid_request' }],
  ])('%s %s is %d', async (method, target, status, body) => {
    const answer = await send(method, target);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject(body);
  });

  it('may have long parameters', async () => {
    expect((await send('GET', `/v1/things/${'x'.repeat(2048)}`)).status).toBe(200);
  });

  it.each([
    ['POST', '/v1/plain', 'GET, HEAD'],
    ['PUT', '/v1/things/1', 'GET, HEAD, DELETE'],
    ['PATCH', '/v1/things', 'POST'],
    ['GET', '/oauth/token', 'POST'],
    ['HEAD', '/oauth/token', 'POST'],
    ['OPTIONS', '/v1/plain', 'GET, HEAD'],
    ['TRACE', '/v1/plain', 'GET, HEAD'],
    ['PROPFIND', '/v1/plain', 'GET, HEAD'],
    ['FOO', '/v1/plain', 'GET, HEAD'],
    ['get', '/v1/plain', 'GET, HEAD'],
    ['DELETE', '/%76%31/plain?x=1', 'GET, HEAD'],
  ])('%s %s is 405 with the methods that are there', async (method, target, allow) => {
    const answer = await send(method, target);
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe(allow);
  });

  it('are told apart before bodies are read', async () => {
    expect((await send('POST', '/v1/nothing', { body: '{' })).status).toBe(404);
    expect(
      (await send('POST', '/v1/plain', { body: '{', headers: { 'content-type': 'text/plain' } })).status,
    ).toBe(405);
  });

  it('belong to the same mount for the router and for errors, however they are encoded', async () => {
    const encoded = fc.tuple(...'/api/v1/users/bob'.split('').map(encodings)).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(encoded, async (target) => {
        expect((await send('GET', target)).json).toEqual({ name: 'bob', mount: '/api/v1/users' });
        expect((await send('GET', `${target}%00`)).json).toMatchObject({ shape: 'users' });
      }),
      { numRuns: 50 },
    );
  });
});

function encodings(letter: string): fc.Arbitrary<string> {
  const hex = letter.charCodeAt(0).toString(16);
  return letter === '/' ? fc.constant('/') : fc.constantFrom(letter, `%${hex}`, `%${hex.toUpperCase()}`);
}

describe('queries', () => {
  it.each([
    ['a=1&a=2', 'query.duplicate_parameter', 'a'],
    ['a=1&%61=2', 'query.duplicate_parameter', 'a'],
    ['a=%zz', 'query.bad_encoding', 'a'],
    ['a=%ff', 'query.bad_encoding', 'a'],
    ['a=%00', 'query.bad_character', 'a'],
    ['__proto__=1', 'query.bad_name', '__proto__'],
    [Array.from({ length: 101 }, (_, index) => `p${index}`).join('&'), 'query.too_many_parameters', 'query'],
  ])('%s is refused', async (query, code, field) => {
    const answer = await send('GET', `/v1/things/1?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ code, errors: [{ field, code }] });
  });
});
