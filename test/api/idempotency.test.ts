import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

const create = (key: string, body: object, http = api.admin) =>
  http.post('/v1/users', body, { headers: { 'idempotency-key': key } });

describe('a repeated request with the same key', () => {
  it('gets the first answer again and has one effect', async () => {
    const body = { username: 'once', password: PASSWORD };
    const first = await create('key-1', body);
    const second = await create('key-1', { password: PASSWORD, username: 'once' });
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([201, null]);
    expect([second.status, second.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
  });

  it('has one effect also when fifty come at once to two replicas', async () => {
    const replica = await createTestApp({ replicaOf: api });
    try {
      const body = { username: 'stampede' };
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          create('key-2', body, index % 2 === 0 ? api.admin : replica.admin),
        ),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(
        new Set(answers.some(({ status }) => status === 409) ? [201, 409] : [201]),
      );
      expect(
        answers
          .filter(({ status }) => status === 409)
          .every((answer) => answer.body.code === 'idempotency.in_progress'),
      ).toBe(true);
      expect(
        new Set(answers.filter(({ status }) => status === 201).map((answer) => answer.body.id)).size,
      ).toBe(1);
      expect(await api.sql("SELECT 1 FROM users WHERE username_key = 'stampede'")).toHaveLength(1);
    } finally {
      await replica.close();
    }
  });

  it('is refused when the body is another', async () => {
    await create('key-3', { username: 'third' });
    const answer = await create('key-3', { username: 'third-other' });
    expect([answer.status, answer.body.code]).toEqual([422, 'idempotency.mismatch']);
  });

  it('repeats what the domain refused, also once it would be allowed', async () => {
    const taken = await create('key-4a', { username: 'fourth' });
    const refused = await create('key-4', { username: 'fourth' });
    await api.admin.delete(`/v1/users/${taken.body.id}`);
    const again = await create('key-4', { username: 'fourth' });
    expect([refused.status, refused.headers.get('idempotent-replayed')]).toEqual([409, null]);
    expect([again.status, again.body.code, again.headers.get('idempotent-replayed')]).toEqual([
      409,
      'users.username_taken',
      'true',
    ]);
  });

  it('does not keep a request that was malformed', async () => {
    expect((await create('key-5', { username: 'a b' })).status).toBe(400);
    expect((await create('key-5', { username: 'fifth' })).status).toBe(201);
  });

  it('is another request for another person', async () => {
    const other = await api.signUp();
    await api.admin.post(`/v1/users/${other.id}/roles`, { roles: ['rol_Administrator001'] });
    const first = await create('key-6', { username: 'sixth-a' });
    const second = await create('key-6', { username: 'sixth-b' }, other.http);
    expect([first.status, second.status]).toEqual([201, 201]);
  });

  it('is forgotten after a day', async () => {
    const first = await create('key-7', { email: 'seventh@example.com' });
    await api.sql(
      "UPDATE idempotency_records SET created_at = now() - interval '25 hours' WHERE key = 'key-7'",
    );
    await api.admin.delete(`/v1/users/${first.body.id}`);
    const second = await create('key-7', { email: 'seventh-b@example.com' });
    expect([second.status, second.headers.get('idempotent-replayed')]).toEqual([201, null]);
  });

  it.each([
    ['a blank', 'a b'],
    ['too many characters', 'x'.repeat(256)],
  ])('must be well formed: %s', async (_name, key) => {
    const answer = await create(key, { username: 'eighth' });
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, 'Idempotency-Key']);
  });

  it('stores no password', async () => {
    await create('key-9', { username: 'ninth', password: 'a very secret thing' });
    const rows = await api.sql<{ text: string }>(
      "SELECT row_to_json(r)::text AS text FROM idempotency_records r WHERE key = 'key-9'",
    );
    expect(rows[0].text).not.toContain('secret');
  });
});
