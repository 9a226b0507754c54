import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp({ environment: { DATABASE_PREPARED: 'off' } });
});
afterAll(() => api.close());

it('behind a pooler that works by transaction, nothing leaves a prepared statement behind', async () => {
  const person = await api.signUp();
  await api.http.post('/v1/sessions', { identifier: person.email, password: PASSWORD });
  await person.http.patch('/v1/users/me', { displayName: 'Ada' });
  expect((await api.admin.get('/v1/users?search=person')).body.data).toHaveLength(1);
  const client = await pooledClient();
  const { rows } = await client.query<{ name: string }>('SELECT name FROM pg_prepared_statements');
  client.release();
  expect(rows).toEqual([]);
});

/** A connection of the application's own pool. */
function pooledClient() {
  const { master } = api.app.get(DataSource).driver as unknown as { master: Pool };
  return master.connect();
}
