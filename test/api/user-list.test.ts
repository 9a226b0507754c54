import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
  for (let number = 1; number <= 25; number += 1) {
    const name = String(number).padStart(2, '0');
    await api.admin.post('/v1/users', {
      username: `user${name}`,
      email: `u${name}@example.com`,
      displayName: number % 2 === 0 ? 'Ada Lovelace' : 'Grace_Hopper 100%',
    });
  }
  await api.admin.post('/v1/users', { email: 'nameless@example.com' });
  await api.admin.post('/v1/users/user03/suspension', { reason: 'test' });
  await api.admin.post('/v1/users/user04/roles', { roles: ['rol_Administrator001'] });
});
afterAll(() => api.close());

const ALL = 27;

async function walk(query: string): Promise<{ pages: number; ids: string[] }> {
  const ids: string[] = [];
  let cursor: string | null = '';
  let pages = 0;
  while (cursor !== null) {
    const { status, body } = await api.admin.get(
      `/v1/users?${query}${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    expect(status).toBe(200);
    ids.push(...body.data.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor as string | null;
    pages += 1;
  }
  return { pages, ids };
}

describe('the list of accounts', () => {
  it('has pages of 20, newest first', async () => {
    const { body } = await api.admin.get('/v1/users');
    expect(body.data).toHaveLength(20);
    expect(body.data[0].email).toBe('nameless@example.com');
    expect(Object.keys(body)).toEqual(['data', 'nextCursor']);
  });

  it.each(['createdAt', '-createdAt', 'username', '-username', 'email', '-email'])(
    'shows everybody once, whatever the page size, sorted by %s',
    async (sort) => {
      const whole = await walk(`sort=${sort}&limit=100`);
      const byFours = await walk(`sort=${sort}&limit=4`);
      expect(whole.pages).toBe(1);
      expect(byFours.pages).toBe(7);
      expect(byFours.ids).toEqual(whole.ids);
      expect(new Set(whole.ids).size).toBe(ALL);
    },
  );

  it('may change limit and include between pages, and nothing else', async () => {
    const { body } = await api.admin.get('/v1/users?limit=5&status=active');
    const cursor = body.nextCursor as string;
    expect(
      (await api.admin.get(`/v1/users?limit=7&status=active&include=total&cursor=${cursor}`)).status,
    ).toBe(200);
    for (const query of ['', 'status=suspended&', 'status=active&sort=email&', 'status=active&search=ada&']) {
      const answer = await api.admin.get(`/v1/users?${query}cursor=${cursor}`);
      expect([query, answer.status, answer.body.errors[0].field]).toEqual([query, 400, 'cursor']);
    }
    const other = await api.signUp();
    await api.admin.post(`/v1/users/${other.id}/roles`, { roles: ['rol_Administrator001'] });
    expect((await other.http.get(`/v1/users?status=active&cursor=${cursor}`)).status).toBe(400);
    await other.http.delete('/v1/users/me');
    for (const broken of [
      'x',
      `${cursor}x`,
      cursor.slice(0, -2),
      cursor.split('.')[0],
      `${cursor.split('.')[0]}.`,
      '.'.repeat(10),
    ]) {
      expect(
        (await api.admin.get(`/v1/users?status=active&cursor=${encodeURIComponent(broken)}`)).status,
      ).toBe(400);
    }
  });

  it('stays whole while accounts come and go between pages', async () => {
    const first = await api.admin.get('/v1/users?limit=10&sort=createdAt');
    const added = await api.signUp();
    const rest = await api.admin.get(`/v1/users?limit=100&sort=createdAt&cursor=${first.body.nextCursor}`);
    const ids = [...first.body.data, ...rest.body.data].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(ALL + 1);
    expect(ids.at(-1)).toBe(added.id);
    await added.http.delete('/v1/users/me');
  });

  it.each([
    ['search=ada', 12],
    ['search=ADA%20love', 12],
    ['search=user0', 9],
    ['search=r25', 1],
    ['search=U25%40EXAMPLE', 1],
    ['search=_hop', 13],
    ['search=100%25', 13],
    ['search=%25%25%25', 0],
    ['search=us', 25],
    ['search=ov', 0],
    ['search=%5C', 0],
    ["search=';--", 0],
    ['status=suspended', 1],
    ['status=active', ALL - 1],
    ['role=admin', 2],
    ['role=rol_Administrator001', 2],
    ['role=admin&search=user', 1],
    ['search=ada&status=suspended', 0],
  ])('finds with %s', async (query, expected) => {
    const { status, body } = await api.admin.get(`/v1/users?${query}&limit=100&include=total`);
    expect([status, body.data.length, body.total]).toEqual([200, expected, expected]);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=1e1', 'limit'],
    ['limit=', 'limit'],
    ['sort=passwordHash', 'sort'],
    ['sort=id;drop', 'sort'],
    ['status=deleted', 'status'],
    ['include=everything', 'include'],
    ['search=', 'search'],
    [`search=${'x'.repeat(129)}`, 'search'],
    ['role=nope', 'role'],
    ['offset=5', 'offset'],
    ['limit=5&limit=6', 'limit'],
    ['search=%00', 'search'],
  ])('refuses %s', async (query, field) => {
    const answer = await api.admin.get(`/v1/users?${query}`);
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, field]);
  });
});
