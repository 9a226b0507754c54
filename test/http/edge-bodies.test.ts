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

const post = (body: string | Buffer, headers: RequestParts['headers'] = {}, target = '/v1/things') =>
  send('POST', target, { body, headers });

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

  it('of unknown length are 415 by their type as well', async () => {
    const chunked = {
      'transfer-encoding': 'chunked',
      'content-length': undefined,
      'content-type': 'text/plain',
    };
    expect((await post('1\r\n0\r\n0\r\n\r\n', chunked)).status).toBe(415);
    expect(
      (await post('1\r\n0\r\n0\r\n\r\n', { ...chunked, 'content-type': 'application/json' })).status,
    ).toBe(201);
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
