import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

const VALUE = 'a-very-secret-value';

it('keeps a secret and never returns its value', async () => {
  const ada = await api.signUp();
  const body = { secretKey: VALUE, name: 'Backups', accessKey: 'AKIA1', params: { region: 'eu-1' } };
  const put = await ada.http.put('/v1/secrets/s3/backups', body);
  expect(put.status).toBe(201);
  expect(put.headers.get('location')).toBe('/v1/secrets/s3/backups');
  const read = await ada.http.get('/v1/secrets/s3/backups');
  expect(read.status).toBe(200);
  expect(read.body).toEqual(put.body);
  expect(read.body).toMatchObject({ type: 's3', id: 'backups', name: 'Backups', accessKey: 'AKIA1' });
  expect(JSON.stringify(read.body)).not.toContain(VALUE);
});

it('takes a value of several lines', async () => {
  const ada = await api.signUp();
  const secretKey = '-----BEGIN KEY-----\nabc\n-----END KEY-----\n';
  expect((await ada.http.put('/v1/secrets/pem/key', { secretKey })).status).toBe(201);
});

it('stores it encrypted, bound to its row', async () => {
  const ada = await api.signUp();
  const eve = await api.signUp();
  await ada.http.put('/v1/secrets/s3/x', { secretKey: VALUE, accessKey: 'ACCESS-KEY' });
  await eve.http.put('/v1/secrets/s3/x', { secretKey: 'other' });
  const [row] = await api.sql<{ value: Buffer }>('SELECT value FROM secrets WHERE user_id = $1', [ada.id]);
  expect(row?.value.includes(VALUE)).toBe(false);
  expect(row?.value.includes('ACCESS-KEY')).toBe(false);
  await api.sql('UPDATE secrets SET value = $1 WHERE user_id = $2', [row?.value, eve.id]);
  const moved = await eve.http.get('/v1/secrets/s3/x');
  expect(JSON.stringify(moved.body)).not.toContain('ACCESS-KEY');
  expect(moved.status).toBe(500);
});

it('replaces the secret of the same type and id', async () => {
  const ada = await api.signUp();
  await ada.http.put('/v1/secrets/s3/x', { secretKey: VALUE, name: 'one' });
  const again = await ada.http.put('/v1/secrets/s3/x', { secretKey: VALUE, name: 'two' });
  expect([again.status, again.body.name]).toEqual([200, 'two']);
});

it('is gone after its deletion and with its account', async () => {
  const ada = await api.signUp();
  await ada.http.put('/v1/secrets/s3/x', { secretKey: VALUE });
  await ada.http.put('/v1/secrets/s3/y', { secretKey: VALUE });
  expect((await ada.http.delete('/v1/secrets/s3/x')).status).toBe(204);
  expect((await ada.http.delete('/v1/secrets/s3/x')).status).toBe(404);
  expect((await ada.http.get('/v1/secrets/s3/x')).status).toBe(404);
  await ada.http.delete('/v1/users/me');
  expect(await api.sql('SELECT 1 FROM secrets WHERE user_id = $1', [ada.id])).toEqual([]);
});

it('is not there for others', async () => {
  const ada = await api.signUp();
  const eve = await api.signUp();
  await ada.http.put('/v1/secrets/s3/x', { secretKey: VALUE });
  expect((await eve.http.get('/v1/secrets/s3/x')).status).toBe(404);
  expect((await eve.http.delete('/v1/secrets/s3/x')).status).toBe(404);
  expect((await api.http.get('/v1/secrets/s3/x')).status).toBe(401);
});

it.each([
  ['no value', 's3/x', {}],
  ['a type that is none', 'S%203/x', { secretKey: VALUE }],
  ['an id that is too long', `s3/${'x'.repeat(129)}`, { secretKey: VALUE }],
  ['a member that is not known', 's3/x', { secretKey: VALUE, userId: 'me' }],
])('refuses %s and stores nothing', async (_what, path, body) => {
  const ada = await api.signUp();
  expect((await ada.http.put(`/v1/secrets/${path}`, body)).status).toBe(400);
  expect(await api.sql('SELECT 1 FROM secrets WHERE user_id = $1', [ada.id])).toEqual([]);
});

it('keeps at most 100 for one account', async () => {
  const ada = await api.signUp();
  await ada.http.put('/v1/secrets/s3/x', { secretKey: VALUE });
  await api.sql(
    `INSERT INTO secrets (user_id, type, id, value, key_id)
     SELECT user_id, type, id || n, value, key_id FROM secrets, generate_series(1, 99) AS n WHERE user_id = $1`,
    [ada.id],
  );
  const answer = await ada.http.put('/v1/secrets/s3/one-more', { secretKey: VALUE });
  expect([answer.status, answer.body.code]).toEqual([409, 'secrets.too_many']);
  expect((await ada.http.put('/v1/secrets/s3/x', { secretKey: VALUE })).status).toBe(200);
});

it('stores a hundred for one account, however many come at once', async () => {
  const ada = await api.signUp();
  await ada.http.put('/v1/secrets/s3/first', { secretKey: VALUE });
  await api.sql(
    `INSERT INTO secrets (user_id, type, id, value, key_id)
     SELECT user_id, type, 'copy-' || n, value, key_id FROM secrets, generate_series(1, 94) AS n WHERE user_id = $1`,
    [ada.id],
  );
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => ada.http.put(`/v1/secrets/s3/${n}`, { secretKey: VALUE })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(5).fill(201), ...Array(15).fill(409)]);
});
