import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplication } from '../support/applications.js';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';
import { signUpWith, uniqueName } from '../support/people.js';

const NOBODY = '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77';

let api: TestApp;
let replica: TestApp;
beforeAll(async () => {
  api = await createTestApp();
  replica = await createTestApp({ replicaOf: api });
});
afterAll(async () => {
  await replica.close();
  await api.close();
});

describe('an application', () => {
  it('is created, found by its id and by its name in any letter case, and tagged', async () => {
    const name = uniqueName('Shop');
    const created = await api.admin.post('/v1/applications', { name, description: 'Where people buy.' });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`/v1/applications/${created.body.id}`);
    expect(created.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{14}7/) as string,
      name,
      description: 'Where people buy.',
      providers: {},
      createdAt: expect.any(String) as string,
    });
    for (const idOrName of [created.body.id, name, name.toUpperCase()] as string[]) {
      const read = await replica.admin.get(`/v1/applications/${idOrName}`);
      expect([read.status, read.body]).toEqual([200, created.body]);
      expect(read.headers.get('etag')).toBe('"1"');
    }
  });

  it('is changed member by member, which every replica sees at once', async () => {
    const { id, name } = await createApplication(api.admin);
    const renamed = uniqueName('store');
    const changed = await api.admin.patch(`/v1/applications/${name}`, { name: renamed });
    expect([changed.status, changed.body.name, changed.headers.get('etag')]).toEqual([200, renamed, '"2"']);
    expect((await replica.admin.get(`/v1/applications/${name}`)).status).toBe(404);
    expect((await replica.admin.get(`/v1/applications/${renamed}`)).body.id).toBe(id);
    const stale = await api.admin.patch(
      `/v1/applications/${id}`,
      { description: 'x' },
      { headers: { 'if-match': '"1"' } },
    );
    expect([stale.status, stale.body.code]).toEqual([412, 'applications.changed_meanwhile']);
    const cleared = await api.admin.patch(`/v1/applications/${id}`, { description: null });
    expect(cleared.body).toMatchObject({ name: renamed, description: null });
  });

  it('has a name of its own, in any letter case', async () => {
    const { name } = await createApplication(api.admin);
    const other = await createApplication(api.admin);
    const again = await api.admin.post('/v1/applications', { name: name.toUpperCase() });
    expect([again.status, again.body.code]).toEqual([409, 'applications.name_taken']);
    const taken = await api.admin.patch(`/v1/applications/${other.id}`, { name });
    expect([taken.status, taken.body.code]).toEqual([409, 'applications.name_taken']);
    expect(
      (await api.admin.patch(`/v1/applications/${other.id}`, { name: other.name.toUpperCase() })).status,
    ).toBe(200);
  });

  it('is made once when twenty ask for the same name at once', async () => {
    const name = uniqueName('race');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.admin.post('/v1/applications', { name })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
  });

  it.each([
    ['no name', {}],
    ['an empty name', { name: '' }],
    ['a name with a blank', { name: 'my shop' }],
    ['a name with a slash', { name: 'my/shop' }],
    ['a name that is too long', { name: 'x'.repeat(65) }],
    ['a name shaped like a UUID', { name: NOBODY }],
    ['a name shaped like a short id', { name: '0123456789abcdef01234567' }],
    ['a name that a path cannot hold', { name: '..' }],
    ['a reserved word', { name: 'Current' }],
    ['a member that is not known', { name: 'fine', providers: {} }],
  ])('is refused with %s', async (_what, body) => {
    const refused = await api.admin.post('/v1/applications', body);
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toHaveLength(1);
  });

  it('is listed by name, page by page', async () => {
    const names = [uniqueName('a'), uniqueName('B'), uniqueName('c')];
    for (const name of names) {
      await api.admin.post('/v1/applications', { name });
    }
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Awaited<ReturnType<typeof api.admin.get>> = await api.admin.get(
        `/v1/applications?limit=2&include=total${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      expect(page.body.total).toBeGreaterThanOrEqual(3);
      seen.push(...(page.body.data as { name: string }[]).map(({ name }) => name));
      cursor = page.body.nextCursor as string | null;
    }
    expect(seen.filter((name) => names.includes(name))).toEqual(names);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('is for those with the permission', async () => {
    const { id } = await createApplication(api.admin);
    const reader = await signUpWith(api, ['read:applications']);
    const plain = await api.signUp();
    expect((await reader.http.get(`/v1/applications/${id}`)).status).toBe(200);
    const refused = await reader.http.patch(`/v1/applications/${id}`, {});
    expect([refused.status, refused.body.permission]).toEqual([403, 'update:applications']);
    for (const target of [id, NOBODY]) {
      const answer = await plain.http.get(`/v1/applications/${target}`);
      expect([answer.status, answer.body.permission]).toEqual([403, 'read:applications']);
    }
    expect((await api.http.get('/v1/applications')).status).toBe(401);
  });

  it('is not there when it is not', async () => {
    for (const target of [NOBODY, 'no-such-shop', '%00', 'x'.repeat(300)]) {
      const answer = await api.admin.get(`/v1/applications/${target}`);
      expect([400, 404]).toContain(answer.status);
    }
    expect((await api.admin.delete(`/v1/applications/${NOBODY}`)).body.code).toBe('applications.not_found');
  });

  it('leaves a trail', async () => {
    const { id } = await createApplication(api.admin);
    await api.admin.patch(`/v1/applications/${id}`, { description: 'x' });
    await api.admin.delete(`/v1/applications/${id}`);
    const { body } = await api.admin.get(`/v1/audit-events?subject=${id}`);
    expect((body.data as { event: string }[]).map(({ event }) => event).sort()).toEqual([
      'application.created',
      'application.deleted',
      'application.updated',
    ]);
  });
});

describe('the deletion of an application', () => {
  it('ends its sessions and takes its profiles, on every replica at the next request', async () => {
    const { id, name } = await createApplication(api.admin);
    const ada = await api.signUp({ profile: { applicationId: name } });
    const elsewhere = await api.http.post('/v1/sessions', { identifier: ada.email, password: PASSWORD });
    expect((await replica.http.get('/v1/users/me', { token: ada.accessToken })).status).toBe(200);
    const stale = await api.admin.delete(`/v1/applications/${id}`, { headers: { 'if-match': '"9"' } });
    expect(stale.status).toBe(412);
    expect((await api.admin.delete(`/v1/applications/${id}`)).status).toBe(204);
    expect((await replica.http.get('/v1/users/me', { token: ada.accessToken })).status).toBe(401);
    const refreshed = await replica.http.post('/v1/sessions/refresh', { refreshToken: ada.refreshToken });
    expect(refreshed.status).toBe(401);
    const other = replica.http.as(elsewhere.body.accessToken as string);
    expect((await other.get('/v1/profiles')).body.data).toEqual([]);
    expect((await api.admin.delete(`/v1/applications/${id}`)).status).toBe(404);
  });

  it('keeps coupons that are only for it refusing', async () => {
    const { id, name } = await createApplication(api.admin);
    const coupon = { amount: '100', currency: 'CREDIT', code: uniqueName('CODE'), applicationId: name };
    expect((await api.admin.post('/v1/coupons', coupon)).body.applicationId).toBe(id);
    await api.admin.delete(`/v1/applications/${id}`);
    const { http } = await api.signUp();
    const redeemed = await http.post(
      '/v1/wallets/me/redemptions',
      { code: coupon.code },
      { headers: { 'idempotency-key': uniqueName('key') } },
    );
    expect([redeemed.status, redeemed.body.code]).toEqual([404, 'coupons.code_not_found']);
  });
});
