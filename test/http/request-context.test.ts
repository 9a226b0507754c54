import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEdgeApp, SERVED, SLOW_MS, type EdgeApp } from './edge-app.js';

let edge: EdgeApp;
beforeAll(async () => {
  edge = await startEdgeApp();
});
afterAll(() => edge.close());

const send = (path: string, requestId: string, body?: object) =>
  fetch(`http://127.0.0.1:${edge.port}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'x-request-id': requestId, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });

describe('whatever is recorded names the request it comes from', () => {
  it('among many at once, beginning and ending in between each other', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        await delay(index * 3);
        await send('/v1/unrecorded', `read-${index}`);
        return (await send('/v1/slow', `write-${index}`, { name: 'many' })).json();
      }),
    );
    expect(answers).toEqual(
      Array.from({ length: 40 }, (_, index) => ({ requestId: `write-${index}`, ipAddress: '127.0.0.1' })),
    );
  });

  it('also when its client is gone by then', async () => {
    const body = JSON.stringify({ name: 'gone' });
    const socket = connect(edge.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /v1/slow HTTP/1.1\r\nHost: x\r\nX-Request-Id: gone-1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await delay(SLOW_MS / 5);
    socket.destroy();
    await send('/v1/unrecorded', 'meanwhile');
    await delay(SLOW_MS * 4);
    expect(SERVED.get('gone')).toEqual({ requestId: 'gone-1', ipAddress: '127.0.0.1' });
  });

  it('and fails where a route said that it records nothing', async () => {
    expect((await send('/v1/unrecorded', 'read')).status).toBe(200);
    expect((await send('/v1/recorded-by-mistake', 'mistake')).status).toBe(500);
  });
});
