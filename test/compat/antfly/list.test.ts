import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN, createTestApp, type TestApp } from '../../support/create-test-app.js';

/** More than the buffers of two sockets hold. */
const USERS = 200_000;
const LAST_ID = 'ffffffff-ffff-7fff-bfff-ffffffffffff';

let api: TestApp;

beforeAll(async () => {
  api = await createTestApp();
  await api.sql(
    `INSERT INTO users (id, username, username_key, search_text)
     SELECT gen_random_uuid(), name, name, '' FROM (SELECT repeat('x', 50) || n AS name FROM generate_series(1, $1) AS n) AS made`,
    [USERS],
  );
  await api.sql('ANALYZE users');
}, 120_000);
afterAll(() => api.close());

async function openList(): Promise<IncomingMessage> {
  const authorization = `Basic ${Buffer.from(`${ADMIN.username}:${ADMIN.password}`).toString('base64')}`;
  const asked = request(`${api.http.url}/api/v1/users`, { headers: { authorization } }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return answer;
}

it('the list is read no faster than it is taken', async () => {
  const answer = await openList();
  // Nothing is taken yet, and what the sockets hold by themselves is not all of it.
  await api.sql(
    "INSERT INTO users (id, username, username_key, search_text) VALUES ($1, 'late', 'late', '')",
    [LAST_ID],
  );
  const text = (await answer.setEncoding('utf8').toArray()).join('');
  const names = (JSON.parse(text) as { username: string }[]).map(({ username }) => username);
  expect(names).toHaveLength(USERS + 2);
  expect(names.at(-1)).toBe('late');
}, 60_000);

it('a client that goes away ends the reading, and the service goes on', async () => {
  const answer = await openList();
  answer.destroy();
  expect((await api.admin.get('/v1/users/me')).status).toBe(200);
});
