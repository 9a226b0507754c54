import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEdgeApp, type EdgeApp } from './edge-app.js';
import { exchange, request } from './raw-client.js';
let edge: EdgeApp;
beforeAll(async () => {
  edge = await startEdgeApp();
});
afterAll(() => edge.close());
it('smoke', async () => {
  for (const [m, t, p] of [
    ['GET', '/v1/plain'],
    ['GET', '/v1/things/7?a=1&b.c=%C3%A4+x'],
    ['GET', '/v1/nope'],
    ['POST', '/v1/plain'],
    ['GET', '/v1/%zz'],
    ['GET', '/v1/things/%ff'],
    ['GET', '/v1/things/a%00'],
    ['POST', '/v1/things', { body: '{"a":1}' }],
    ['POST', '/v1/things', { body: '{"a":1,"a":2}' }],
    ['FOO', '/v1/plain'],
    ['TRACE', '/v1/plain'],
    ['OPTIONS', '/v1/plain'],
    ['GET', '*foo'],
    ['GET', '/v1/failures/bug'],
    ['GET', '/v1/failures/lost-database'],
    ['GET', '/v1/sent-then-failed'],
    ['GET', '/v1/broken-stream'],
    ['GET', '/v1/unserialisable'],
    ['GET', '/broken/x'],
    ['POST', '/v1/things', { headers: { 'content-type': 'text/plain' }, body: 'x' }],
    ['POST', '/v1/things', { body: 'x'.repeat(70000) }],
    ['GET', '/v1/' + 'x'.repeat(9000)],
    ['GET', '/v1/' + 'x'.repeat(20000)],
    ['GET', '/v1/things/' + 'x'.repeat(3000)],
  ] as const) {
    const a = await exchange(edge.port, request(m, t, p as never)).catch((e) => ({
      status: String(e),
      headers: {},
      text: '',
    }));
    console.log(m, t.slice(0, 60), '=>', a.status, JSON.stringify(a.headers).length, a.text.slice(0, 300));
  }
  const a = await exchange(edge.port, request('GET', '/v1/nope'));
  console.log(a.headers);
  const b = await exchange(edge.port, request('FOO', '/v1/nope'));
  console.log(b.headers);
});
