import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEdgeApp, type EdgeApp } from './edge-app.js';
import { exchange, RawConnection, request, type Answer, type RequestParts } from './raw-client.js';
import { expectStandard } from './standard-answer.js';

let edge: EdgeApp;

beforeAll(async () => {
  edge = await startEdgeApp();
});
afterAll(() => edge.close());

async function send(method: string, target: string, parts?: RequestParts): Promise<Answer> {
  return expectStandard(await exchange(edge.port, request(method, target, parts)));
}

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
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, { shape: 'other' }],
    ['\r\nGET /v1/plain HTTP/1.1\r\nhost: x\r\n\r\n', 200, { ok: true }],
  ])('%j is %d', async (bytes, status, body) => {
    const answer = expectStandard(await exchange(edge.port, Buffer.from(bytes, 'latin1')));
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject(body);
  });

  it('is answered by the mount of its path also when it turns out late', async () => {
    const head = request('POST', '/oauth/token', {
      headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked', expect: '100-continue' },
    });
    const connection = await RawConnection.open(edge.port).write(head).readContinue();
    const answer = expectStandard(await connection.write('zz\r\n').read());
    expect(answer.status).toBe(400);
    expect(answer.json?.error).toBe('invalid_request');
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
