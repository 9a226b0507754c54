import { Logger, type LoggerService } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import type { EdgeOptions } from '../../src/http/edge.js';
import { startEdgeApp, type EdgeApp } from './edge-app.js';
import { exchange, RawConnection, request, type Answer, type RequestParts } from './raw-client.js';

let edge: EdgeApp | undefined;

afterEach(async () => {
  await edge?.close();
  edge = undefined;
});

async function start(options: Partial<EdgeOptions>): Promise<EdgeApp> {
  edge = await startEdgeApp(options);
  return edge;
}

function send(method: string, target: string, parts?: RequestParts): Promise<Answer> {
  return exchange(edge?.port ?? 0, request(method, target, parts));
}

describe('cross-origin requests', () => {
  const ORIGIN = 'https://app.example.com';
  const http = { corsOrigins: [ORIGIN, 'http://localhost:5173'], trustedProxies: [] };
  const corsHeaders = (answer: Answer): string[] =>
    Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'));

  it('are allowed from listed origins, for good answers and bad ones', async () => {
    await start({ http });
    for (const [method, target, status] of [
      ['GET', '/v1/plain', 200],
      ['GET', '/v1/nothing', 404],
      ['PUT', '/v1/plain', 405],
      ['GET', '/v1/things/1?a=%ff', 400],
      ['GET', '/v1/failures/bug', 500],
    ] as const) {
      const answer = await send(method, target, { headers: { origin: ORIGIN } });
      expect(answer.status).toBe(status);
      expect(answer.headers['access-control-allow-origin']).toBe(ORIGIN);
      expect(answer.headers['access-control-expose-headers']).toContain('X-Request-Id');
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
      expect(answer.headers.vary).toBe('Origin');
    }
  });

  it('are announced by preflights', async () => {
    await start({ http, corsHeaders: ['Elements-SessionSecret'] });
    const answer = await send('OPTIONS', '/v1/things', {
      headers: { origin: ORIGIN, 'access-control-request-method': 'POST' },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers':
        'Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, X-Api-Key, X-Request-Id, ' +
        'Elements-SessionSecret',
      'access-control-max-age': '600',
      'cache-control': 'no-store',
    });
    const notQuiteOne = await send('OPTIONS', '/v1/things', { headers: { origin: ORIGIN } });
    expect(notQuiteOne.status).toBe(204);
  });

  it.each([
    'https://evil.example',
    'https://app.example.com.evil.example',
    'HTTPS://app.example.com',
    'null',
    '',
  ])('from %j get no header of CORS', async (origin) => {
    await start({ http });
    expect(corsHeaders(await send('GET', '/v1/plain', { headers: { origin } }))).toEqual([]);
    const preflight = await send('OPTIONS', '/v1/plain', {
      headers: { origin, 'access-control-request-method': 'GET' },
    });
    expect(preflight.status).toBe(405);
    expect(preflight.headers.allow).toBe('GET, HEAD');
    expect(corsHeaders(preflight)).toEqual([]);
    expect((await send('OPTIONS', '/v1/nothing', { headers: { origin } })).status).toBe(404);
  });

  it('get no header of CORS while no origin is listed', async () => {
    await start({});
    const answer = await send('GET', '/v1/plain', { headers: { origin: ORIGIN } });
    expect(corsHeaders(answer)).toEqual([]);
    expect(answer.headers).not.toHaveProperty('vary');
  });
});

describe('behind a proxy', () => {
  const FORWARDED = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' };

  it('the client is who the proxy says', async () => {
    await start({ http: { corsOrigins: [], trustedProxies: ['127.0.0.0/8'] } });
    expect((await send('GET', '/v1/things/1', { headers: FORWARDED })).json).toMatchObject({
      address: '203.0.113.9',
      context: { ipAddress: '203.0.113.9' },
    });
  });

  it('that is not trusted, the client is the peer', async () => {
    await start({ http: { corsOrigins: [], trustedProxies: ['10.0.0.0/8'] } });
    expect((await send('GET', '/v1/things/1', { headers: FORWARDED })).json?.address).toBe('127.0.0.1');
  });
});

describe('the life of the service', () => {
  it('answers nothing but health checks before it is ready', async () => {
    let isReady = false;
    await start({ isReady: () => isReady });
    for (const target of ['/v1/plain', '/v1/nothing', '/health', '/health/live/x']) {
      const answer = await send('GET', target);
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBe('1');
      expect(answer.json?.code).toBe('service.starting');
    }
    expect((await send('POST', '/oauth/token')).json?.error).toBe('temporarily_unavailable');
    expect((await send('GET', '/health/live?x=1')).status).toBe(200);
    isReady = true;
    expect((await send('GET', '/v1/plain')).status).toBe(200);
  });

  it('asks clients to go while it is stopping', async () => {
    let isStopping = false;
    await start({ isStopping: () => isStopping });
    expect((await send('GET', '/v1/plain')).headers.connection).toBe('keep-alive');
    isStopping = true;
    const connection = RawConnection.open(edge?.port ?? 0).write(request('GET', '/v1/plain'));
    expect((await connection.read()).headers.connection).toBe('close');
    await connection.closed();
    expect((await send('GET', '/v1/nothing')).headers.connection).toBe('close');
  });

  it('tells of every answer once', async () => {
    const told: string[] = [];
    await start({
      onResponse: ({ mount, clientAddress }, { statusCode }) => {
        expect(clientAddress).toBe('127.0.0.1');
        told.push(`${mount.prefix} ${statusCode}`);
      },
    });
    for (const target of [
      '/v1/plain',
      '/oauth/nothing',
      '/oauth/%ff',
      '*v1/plain',
      `/v1/things/${'x'.repeat(3000)}`,
    ]) {
      await send('GET', target);
    }
    expect(told).toEqual(['/v1 200', '/oauth 404', '/oauth 400', ' 404', '/v1 414']);
  });

  it('takes line ends in the members that are known for them', async () => {
    await start({ multilineMembers: ['privateKey'] });
    const accepted = await send('POST', '/v1/things', { body: '{"privateKey":"a\\nb"}' });
    expect(accepted.status).toBe(201);
    expect((await send('POST', '/v1/things', { body: '{"name":"a\\nb"}' })).status).toBe(400);
  });
});

describe('what goes wrong in a handler', () => {
  const lines: { level: string; text: string }[] = [];
  const collect =
    (level: string) =>
    (...parts: unknown[]) =>
      void lines.push({ level, text: JSON.stringify(parts) });
  const logger: LoggerService = { log: collect('log'), warn: collect('warn'), error: collect('error') };

  async function fail(target: string): Promise<Answer> {
    await start({});
    lines.length = 0;
    Logger.overrideLogger(logger);
    const answer = await send('GET', target, { headers: { 'x-request-id': 'given-3' } });
    Logger.overrideLogger(false);
    expect(answer.text).not.toMatch(/hunter2|secret\.js|stack/);
    return answer;
  }

  it('is shown when it was meant to be', async () => {
    const answer = await fail('/v1/failures/forbidden');
    expect(answer.status).toBe(403);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json).toEqual({
      type: 'urn:latchkey:error:things.forbidden',
      title: 'Forbidden',
      status: 403,
      detail: 'This needs a permission.',
      code: 'things.forbidden',
      requestId: 'given-3',
      permission: 'read:things',
    });
    expect(lines).toEqual([]);
  });

  it.each(['bug', 'text', 'nothing'])('is logged and not shown when it was not: %s', async (name) => {
    const answer = await fail(`/v1/failures/${name}`);
    expect(answer.status).toBe(500);
    expect(answer.json).toMatchObject({ code: 'internal_error', requestId: 'given-3' });
    expect(lines.map(({ level }) => level)).toEqual(['error']);
    expect(lines[0]?.text).toContain('"requestId":"given-3"');
    expect(lines[0]?.text).toContain('"route":"/v1/failures/:name"');
    expect(lines[0]?.text).not.toContain(`/v1/failures/${name}`);
  });

  it('is passing when the database is away', async () => {
    const answer = await fail('/v1/failures/lost-database');
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(lines.map(({ level }) => level)).toEqual(['warn']);
  });

  it('is a conflict when the database says so', async () => {
    expect((await fail('/v1/failures/duplicate')).status).toBe(409);
    expect(lines).toEqual([]);
  });

  it('is logged when the mount cannot even say it', async () => {
    expect((await fail('/broken/nothing')).json).toMatchObject({ code: 'internal_error' });
    expect(lines.map(({ level }) => level)).toEqual(['error']);
  });

  it.each([
    ['/v1/sent-then-failed', 'half'],
    ['/v1/broken-stream', 'first'],
  ])('breaks an answer off that was under way: %s', async (target, text) => {
    await start({});
    const connection = RawConnection.open(edge?.port ?? 0).write(request('GET', target));
    const answer = await connection.read();
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(text);
    expect(answer.text).not.toContain('0\r\n\r\n');
    await connection.closed();
    expect((await send('GET', '/v1/plain')).status).toBe(200);
  });
});
