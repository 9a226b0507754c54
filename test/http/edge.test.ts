import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isUuid } from '../../src/common/ids.js';
import { startEdgeApp, type EdgeApp } from './edge-app.js';
import { exchange, RawConnection, request, type Answer, type RequestParts } from './raw-client.js';

const STANDARD_HEADERS = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
  'x-request-id': expect.stringMatching(/^[A-Za-z0-9._:-]{1,128}$/) as string,
};
const UNWANTED_HEADERS = ['server', 'x-powered-by', 'access-control-allow-origin', 'vary'];

let edge: EdgeApp;

beforeAll(async () => {
  edge = await startEdgeApp();
});
afterAll(() => edge.close());

/** An answer with everything that every answer has. */
function expectStandard(answer: Answer): Answer {
  expect(answer.headers).toMatchObject(STANDARD_HEADERS);
  expect(Object.keys(answer.headers)).not.toEqual(expect.arrayContaining(UNWANTED_HEADERS));
  for (const name of UNWANTED_HEADERS) {
    expect(answer.headers).not.toHaveProperty(name);
  }
  if (answer.json?.requestId !== undefined && answer.status >= 400) {
    expect(answer.json.requestId).toBe(answer.headers['x-request-id']);
  }
  return answer;
}

async function send(method: string, target: string, parts?: RequestParts): Promise<Answer> {
  return expectStandard(await exchange(edge.port, request(method, target, parts)));
}

const post = (body: string | Buffer, headers: RequestParts['headers'] = {}, target = '/v1/things') =>
  send('POST', target, { body, headers });

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
    const answer = await post('{"a":[1]}', { 'x-request-id': 'given-2' });
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
    expect((await post('{', {}, '/v1/nothing')).status).toBe(404);
    expect((await post('{', { 'content-type': 'text/plain' }, '/v1/plain')).status).toBe(405);
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

describe('bodies', () => {
  it.each([
    ['nothing', undefined, undefined, null],
    ['nothing with a type', '', undefined, null],
    ['nothing of another type', '', 'text/plain', null],
    ['JSON', '{"a":"ä"}', 'application/json; charset=UTF-8', { a: 'ä' }],
    ['null', 'null', undefined, null],
  ])('of %s are read', async (_name, body, contentType, expected) => {
    const headers = contentType === undefined ? {} : { 'content-type': contentType };
    const answer = await send('POST', '/v1/things', body === undefined ? {} : { body, headers });
    expect(answer.status).toBe(201);
    expect(answer.json?.body).toEqual(expected);
  });

  it.each<[string | Buffer, string, string]>([
    ['{', 'body.not_json', 'body'],
    ['{"a":1,}', 'body.not_json', 'body'],
    ['\ufeff{}', 'body.not_json', 'body'],
    ['{"a":{"b":1,"\\u0062":2}}', 'body.duplicate_key', 'a.b'],
    ['{"a":[{"__proto__":1}]}', 'body.bad_name', 'a[0].__proto__'],
    ['{"a":"\\u0000"}', 'body.bad_character', 'a'],
    ['{"a":"\\ud800"}', 'body.bad_character', 'a'],
    ['['.repeat(60_000), 'body.too_deep', 'body'],
    [Buffer.from([0x22, 0xff, 0x22]), 'body.not_utf8', 'body'],
  ])('such as %.20s are refused', async (body, code, field) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ code, errors: [{ field, code }] });
  });

  it.each([
    [{ 'content-type': 'text/plain' }],
    [{ 'content-type': undefined }],
    [{ 'content-type': 'application/json; charset=latin1' }],
    [{ 'content-type': 'application/x-www-form-urlencoded' }],
    [{ 'content-type': 'multipart/form-data; boundary=x' }],
    [{ 'content-type': 'application/problem+json' }],
    [{ 'content-type': 'nonsense' }],
    [{ 'content-encoding': 'gzip' }],
    [{ 'content-encoding': 'identity, gzip' }],
  ])('with %j are 415', async (headers) => {
    const answer = await post('{}', headers);
    expect(answer.status).toBe(415);
    expect(answer.json?.code).toBe('request.unsupported_media_type');
  });

  it('with the encoding identity are read', async () => {
    expect((await post('{}', { 'content-encoding': 'Identity' })).status).toBe(201);
  });

  it('may be forms only where the mount takes them', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await post('a=1&b=x+y', form, '/oauth/token');
    expect(answer.json).toEqual({ body: { a: '1', b: 'x y' } });
    expect((await post('{"a":1}', {}, '/oauth/token')).json).toEqual({ body: { a: 1 } });
    const refused = await post('a=1&a=2', form, '/oauth/token');
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ error: 'invalid_request' });
  });

  it('of 64 KiB are read, longer ones are 413, whether or not they say how long they are', async () => {
    const text = (length: number): string => JSON.stringify('x'.repeat(length - 2));
    expect((await post(text(65_536))).status).toBe(201);
    for (const length of [65_537, 3_000_000]) {
      expect((await post(text(length))).status).toBe(413);
      const chunked = `${length.toString(16)}\r\n${text(length)}\r\n0\r\n\r\n`;
      const answer = await post(chunked, { 'transfer-encoding': 'chunked', 'content-length': undefined });
      expect(answer.status).toBe(413);
      expect(answer.json?.code).toBe('request.payload_too_large');
    }
  });

  it('that are refused do not end the connection', async () => {
    const connection = RawConnection.open(edge.port);
    for (const [body, status] of [
      ['{', 400],
      [JSON.stringify('x'.repeat(100_000)), 413],
      ['{"a":1}', 201],
    ] as const) {
      const answer = await connection.write(request('POST', '/v1/things', { body })).read();
      expect(answer.status).toBe(status);
    }
    const ignored = request('GET', '/v1/plain', { body: '{', headers: { 'content-type': 'text/plain' } });
    expect((await connection.write(ignored).read()).status).toBe(200);
    expect((await connection.write(request('GET', '/v1/plain')).read()).status).toBe(200);
    connection.destroy();
  });

  it('that break off leave the server well', async () => {
    RawConnection.open(edge.port)
      .write(request('POST', '/v1/things', { body: '{}', headers: { 'content-length': '100' } }))
      .destroy();
    const halfClosed = RawConnection.open(edge.port)
      .write(request('POST', '/v1/things', { body: '{}', headers: { 'content-length': '100' } }))
      .finish();
    expect(expectStandard(await halfClosed.read()).status).toBe(400);
    expect((await send('GET', '/v1/plain')).status).toBe(200);
  });
});

describe('what is no proper request', () => {
  it.each([
    ['nonsense\r\n\r\n', 400, { shape: 'other' }],
    ['GET /v1/plain HTTP/1.1\r\n\r\n', 400, { code: 'request.no_host' }],
    ['GET /oauth/token HTTP/1.1\r\nhost: x\r\nbad header: y\r\n\r\n', 400, { error: 'invalid_request' }],
    ['GET /v1/plain HTTP/1.1\r\nhost: x\r\na: \u0000\r\n\r\n', 400, { code: 'request.malformed' }],
    ['GET /v1/plain HTTP/9.9\r\nhost: x\r\n\r\n', 400, { code: 'request.malformed' }],
    ['GET /v1/a b HTTP/1.1\r\nhost: x\r\n\r\n', 400, { code: 'request.malformed' }],
    ['POST /v1/things HTTP/1.1\r\nhost: x\r\ncontent-length: x\r\n\r\n', 400, { code: 'request.malformed' }],
    [
      'POST /v1/things HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
      400,
      { code: 'request.malformed' },
    ],
    [
      'POST /v1/things HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
      400,
      { code: 'request.malformed' },
    ],
    [`GET /v1/plain HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(20_000)}\r\n\r\n`, 431, { status: 431 }],
    [`GET /v1/plain HTTP/1.1\r\nhost: x\r\n${'a: b\r\n'.repeat(100)}\r\n`, 431, { status: 431 }],
    [`GET /oauth/x HTTP/1.1\r\nhost: x\r\n${'a:\r\n'.repeat(3000)}\r\n`, 431, { error: 'invalid_request' }],
    ['GET /v1/plain HTTP/1.0\r\n\r\n', 200, { ok: true }],
    [`GET /v1/plain HTTP/1.1\r\nhost: x\r\n${'a: b\r\n'.repeat(99)}\r\n`, 200, { ok: true }],
    ['\r\nGET /v1/plain HTTP/1.1\r\nhost: x\r\n\r\n', 200, { ok: true }],
  ])('%j is %d', async (bytes, status, body) => {
    const answer = expectStandard(await exchange(edge.port, Buffer.from(bytes, 'latin1')));
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject(body);
  });

  it('ends its connection', async () => {
    const connection = RawConnection.open(edge.port).write('nonsense\r\n\r\n');
    expect((await connection.read()).headers.connection).toBe('close');
    await connection.closed();
  });

  it('is 408 when it takes too long', async () => {
    const slow = await startEdgeApp();
    const server = slow.app.getHttpServer();
    server.headersTimeout = 100;
    const answer = await RawConnection.open(slow.port).write('GET /v1/plain HTTP/1.1\r\nhost').read();
    expect(expectStandard(answer).status).toBe(408);
    await slow.close();
  });

  it('is answered, never by 5xx, whatever it is made of', async () => {
    const nasty = fc.constantFrom(
      ...['/', '.', '..', '%', '%2f', '%00', '%ff', '%zz', '?', '&', '=', '#', ';', 'v1', 'things', 'oauth'],
      ...['token', 'users', 'a', '__proto__', '*', '@', '|', '[', '\u00e9', '+', '%E2%80%AE', 'http://x'],
    );
    const target = fc.array(nasty, { maxLength: 8 }).map((parts) => `/${parts.join('')}`);
    const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'X');
    const header = fc.tuple(
      fc.constantFrom(
        'content-type',
        'content-encoding',
        'x-request-id',
        'expect',
        'connection',
        'forwarded',
      ),
      fc.constantFrom(
        '',
        'application/json',
        'text/plain',
        '100-continue',
        'close',
        'for="',
        'a,b',
        '\u00ff',
        'gzip',
      ),
    );
    const json = fc.array(fc.constantFrom(...'{}[]":,\\ue019- '.split(''), '"a"', '\u0000'), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(method, target, fc.array(header), json, async (verb, path, headers, body) => {
        const parts = { headers: Object.fromEntries(headers), body: body.join('') };
        expect((await send(verb, path, parts)).status).toBeLessThan(500);
      }),
      { numRuns: 400 },
    );
  });
});
