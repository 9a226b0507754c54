import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplication, type TestApplication } from '../support/applications.js';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';
import { ok, signUpWith, uniqueName } from '../support/people.js';

const NOBODY = '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77';

let api: TestApp;
let shop: TestApplication;
let game: TestApplication;
beforeAll(async () => {
  api = await createTestApp();
  [shop, game] = [await createApplication(api.admin), await createApplication(api.admin)];
});
afterAll(() => api.close());

const idsOf = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id);

describe('a profile', () => {
  it('is created within an application, named by its id or name, and read by its owner', async () => {
    const ada = await api.signUp();
    const members = {
      displayName: 'Countess',
      imageUrl: 'https://example.com/a.png',
      metadata: { level: 7 },
    };
    const created = await ada.http.post('/v1/profiles', { applicationId: shop.name, ...members });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`/v1/profiles/${created.body.id}`);
    expect(created.body).toEqual({
      id: expect.any(String) as string,
      userId: ada.id,
      applicationId: shop.id,
      ...members,
      lastSignInAt: null,
    });
    const read = await ada.http.get(`/v1/profiles/${created.body.id}`);
    expect([read.status, read.body, read.headers.get('etag')]).toEqual([200, created.body, '"1"']);
    const second = await ada.http.post('/v1/profiles', { applicationId: shop.id });
    expect([second.status, second.body.metadata]).toEqual([201, {}]);
    expect(idsOf((await ada.http.get('/v1/profiles')).body)).toEqual([second.body.id, created.body.id]);
  });

  it('is changed member by member, its metadata too', async () => {
    const { http } = await api.signUp();
    const metadata = { level: 7, guild: { name: 'x', rank: 1 }, tags: ['a'] };
    const made = ok(await http.post('/v1/profiles', { applicationId: shop.id, displayName: 'A', metadata }));
    const path = `/v1/profiles/${made.body.id}`;
    const patch = { metadata: { level: null, guild: { rank: 2 }, tags: ['b'], new: null } };
    const changed = await http.patch(path, patch, { headers: { 'if-match': '"1"' } });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    expect(changed.body).toMatchObject({ displayName: 'A' });
    expect(changed.body.metadata).toEqual({ guild: { name: 'x', rank: 2 }, tags: ['b'] });
    const stale = await http.patch(path, { displayName: 'B' }, { headers: { 'if-match': '"1"' } });
    expect([stale.status, stale.body.code]).toEqual([412, 'profiles.changed_meanwhile']);
    expect((await http.delete(path, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    const cleared = await http.patch(path, { displayName: null, metadata: null });
    expect(cleared.body).toMatchObject({ displayName: null, metadata: {} });
  });

  it('keeps every change of twenty at once', async () => {
    const { http } = await api.signUp();
    const { body } = ok(await http.post('/v1/profiles', { applicationId: shop.id }));
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        http.patch(`/v1/profiles/${body.id}`, { metadata: { [`m${n}`]: n } }),
      ),
    );
    const { metadata } = (await http.get(`/v1/profiles/${body.id}`)).body;
    expect(Object.keys(metadata as object)).toHaveLength(20);
  });

  it('keeps a bounded amount, after a merge as well', async () => {
    const { http } = await api.signUp();
    const half = 'x'.repeat(9_000);
    const tooLarge = await http.post('/v1/profiles', {
      applicationId: shop.id,
      metadata: { a: half, b: half },
    });
    expect([tooLarge.status, tooLarge.body.errors[0].code]).toEqual([400, 'profiles.metadata_too_large']);
    const { body } = ok(await http.post('/v1/profiles', { applicationId: shop.id, metadata: { a: half } }));
    expect((await http.patch(`/v1/profiles/${body.id}`, { metadata: { b: half } })).status).toBe(400);
    expect((await http.patch(`/v1/profiles/${body.id}`, { metadata: { a: null, b: half } })).status).toBe(
      200,
    );
  });

  it('is one of at most a hundred, however many ask at once', async () => {
    const ada = await api.signUp();
    await api.sql(
      `INSERT INTO profiles (id, user_id, application_id)
       SELECT overlay(gen_random_uuid()::text placing '0000' from 1)::uuid, $1, $2 FROM generate_series(1, 98)`,
      [ada.id, shop.id],
    );
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => ada.http.post('/v1/profiles', { applicationId: shop.id })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('profiles.too_many');
  });

  it.each([
    ['no application', {}],
    ['a picture that is no URL', { applicationId: 'x', imageUrl: 'javascript:alert(1)' }],
    ['metadata that is no object', { applicationId: 'x', metadata: ['a'] }],
    ['an owner that is no id', { applicationId: 'x', userId: 'ada' }],
    ['a member that is the server’s', { applicationId: 'x', lastSignInAt: '2026-01-31T12:00:00.000Z' }],
  ])('is refused with %s', async (_what, body) => {
    const { http } = await api.signUp();
    expect((await http.post('/v1/profiles', body)).status).toBe(400);
  });

  it('needs an application that is there', async () => {
    const { http } = await api.signUp();
    const refused = await http.post('/v1/profiles', { applicationId: 'no-such-shop' });
    expect([refused.status, refused.body.code]).toEqual([404, 'applications.not_found']);
  });

  it('is deleted once, and with its account', async () => {
    const ada = await api.signUp();
    const one = ok(await ada.http.post('/v1/profiles', { applicationId: shop.id })).body.id as string;
    ok(await ada.http.post('/v1/profiles', { applicationId: shop.id }));
    expect((await ada.http.delete(`/v1/profiles/${one}`)).status).toBe(204);
    expect((await ada.http.delete(`/v1/profiles/${one}`)).status).toBe(404);
    await ada.http.delete('/v1/users/me');
    expect(await api.sql('SELECT 1 FROM profiles WHERE user_id = $1', [ada.id])).toEqual([]);
    const late = await api.admin.post('/v1/profiles', { applicationId: shop.id, userId: ada.id });
    expect([late.status, late.body.code]).toEqual([404, 'users.not_found']);
  });

  it('is part of what is exported about its owner', async () => {
    const { http } = await api.signUp();
    const { body } = ok(await http.post('/v1/profiles', { applicationId: shop.id, displayName: 'Countess' }));
    expect((await http.get('/v1/users/me/export')).body.profiles).toEqual([body]);
  });
});

describe('profiles of others', () => {
  it('are not there without the permission', async () => {
    const [ada, eve] = [await api.signUp(), await api.signUp()];
    const { body } = ok(await ada.http.post('/v1/profiles', { applicationId: shop.id }));
    for (const id of [body.id as string, NOBODY, 'no id']) {
      const path = `/v1/profiles/${id}`;
      const answers = [await eve.http.get(path), await eve.http.patch(path, {}), await eve.http.delete(path)];
      expect(answers.map((answer) => [answer.status, answer.body.code])).toEqual(
        Array(3).fill([404, 'profiles.not_found']),
      );
    }
    const listed = await eve.http.get(`/v1/profiles?userId=${ada.id}`);
    expect([listed.status, listed.body.permission]).toEqual([403, 'read:profiles']);
    const made = await eve.http.post('/v1/profiles', { applicationId: 'no-such-shop', userId: ada.id });
    expect([made.status, made.body.permission]).toEqual([403, 'update:profiles']);
    expect((await api.http.get(`/v1/profiles/${body.id}`)).status).toBe(401);
  });

  it('are read with read:profiles and changed with update:profiles', async () => {
    const ada = await api.signUp();
    const reader = await signUpWith(api, ['read:profiles']);
    const editor = await signUpWith(api, ['update:profiles']);
    const made = await editor.http.post('/v1/profiles', { applicationId: game.name, userId: ada.id });
    expect([made.status, made.body.userId]).toEqual([201, ada.id]);
    const path = `/v1/profiles/${made.body.id}`;
    expect((await reader.http.get(path)).status).toBe(200);
    expect((await reader.http.patch(path, {})).status).toBe(404);
    expect((await editor.http.patch(path, { displayName: 'x' })).status).toBe(200);
    expect((await editor.http.delete(path)).status).toBe(204);
  });

  it('are listed with filters, page by page', async () => {
    const [ada, eve] = [await api.signUp(), await api.signUp()];
    const reader = await signUpWith(api, ['read:profiles']);
    const ids: string[] = [];
    for (const [{ http }, { id }] of [
      [ada, shop],
      [ada, game],
      [eve, game],
    ] as const) {
      ids.unshift(ok(await http.post('/v1/profiles', { applicationId: id })).body.id as string);
    }
    const [evesGame, adasGame, adasShop] = ids;
    const list = async (query: string) => idsOf((await reader.http.get(`/v1/profiles?limit=3${query}`)).body);
    expect(await list('')).toEqual(ids);
    expect(await list(`&userId=${ada.id}`)).toEqual([adasGame, adasShop]);
    expect((await list(`&applicationId=${game.name}`)).slice(0, 2)).toEqual([evesGame, adasGame]);
    expect(await list(`&applicationId=${shop.id}&userId=${ada.id}`)).toEqual([adasShop]);
    const first = await reader.http.get(`/v1/profiles?limit=1&userId=${ada.id}`);
    const second = await reader.http.get(
      `/v1/profiles?limit=1&userId=${ada.id}&cursor=${first.body.nextCursor}`,
    );
    expect([...idsOf(first.body), ...idsOf(second.body)]).toEqual([adasGame, adasShop]);
    expect(second.body.nextCursor).toBeNull();
    const elsewhere = await reader.http.get(`/v1/profiles?userId=${eve.id}&cursor=${first.body.nextCursor}`);
    expect(elsewhere.status).toBe(400);
    expect(idsOf((await eve.http.get(`/v1/profiles?userId=${eve.id}`)).body)).toEqual([evesGame]);
  });

  it('are open to keys that may see or change what is their owner’s', async () => {
    const ada = await api.signUp();
    const keyWith = async (permissions: string[]) => {
      const { body } = ok(await ada.http.post('/v1/api-keys', { name: uniqueName('key'), permissions }));
      return api.http.as(body.key as string);
    };
    const [reader, editor] = [await keyWith(['read:self']), await keyWith(['update:self'])];
    expect((await editor.post('/v1/profiles', { applicationId: shop.id })).status).toBe(201);
    expect((await reader.get('/v1/profiles')).body.data).toHaveLength(1);
    expect((await editor.get('/v1/profiles')).status).toBe(403);
    expect((await reader.post('/v1/profiles', { applicationId: shop.id })).status).toBe(403);
    expect((await reader.get('/v1/profiles/current')).status).toBe(404);
  });
});

it('accounts begin with their profiles, or not at all', async () => {
  const email = `${uniqueName('ada')}@example.com`;
  const profiles = [
    { applicationId: shop.name, displayName: 'Countess', metadata: { level: 1 } },
    { applicationId: 'no-such-shop' },
  ];
  const refused = await api.admin.post('/v1/users', { email, profiles });
  expect([refused.status, refused.body.code]).toEqual([404, 'applications.not_found']);
  const huge = [{ ...profiles[0], metadata: { a: 'x'.repeat(17_000) } }];
  const tooLarge = await api.admin.post('/v1/users', { email, profiles: huge });
  expect(tooLarge.body.errors[0].field).toBe('profiles[0].metadata');
  expect((await api.admin.get(`/v1/users/${email}`)).status).toBe(404);
  const created = await api.admin.post('/v1/users', {
    email,
    password: PASSWORD,
    profiles: profiles.slice(0, 1),
  });
  expect(created.status).toBe(201);
  const { body } = await api.admin.get(`/v1/profiles?userId=${created.body.id}`);
  expect(body.data).toMatchObject([
    { applicationId: shop.id, displayName: 'Countess', metadata: { level: 1 } },
  ]);
  const many = Array.from({ length: 21 }, () => ({ applicationId: shop.id }));
  expect((await api.admin.post('/v1/users', { username: uniqueName('x'), profiles: many })).status).toBe(400);
});
