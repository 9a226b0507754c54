import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApplicationProviders } from '../../src/core/applications/application-providers.service.js';
import { createApplication, privateKeyPem } from '../support/applications.js';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { signUpWith } from '../support/people.js';

const SECRET = 'a-very-secret-value';
const privateKey = privateKeyPem();
const apple = { clientIds: ['com.example.shop'], teamId: 'A1B2C3D4E5', keyId: 'F6G7H8I9J0', privateKey };

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

const settingsOf = (id: string, provider: 'google' | 'apple' | 'facebook' | 'firebase') =>
  api.app.get(ApplicationProviders).find(id, provider);

describe('the settings of an application for a provider', () => {
  it('are kept, shown without their secrets, and whole for those who talk to the provider', async () => {
    const { id, name } = await createApplication(api.admin);
    const path = `/v1/applications/${name}/providers`;
    await api.admin.put(`${path}/google`, { clientIds: ['one', 'two'], clientSecret: SECRET });
    await api.admin.put(`${path}/apple`, apple);
    await api.admin.put(`${path}/facebook`, { appId: '123', appSecret: SECRET });
    const put = await api.admin.put(`${path}/firebase`, { projectIds: ['shop-12345'] });
    expect([put.status, put.headers.get('etag')]).toEqual([200, '"5"']);
    const { body } = await api.admin.get(`/v1/applications/${id}`);
    expect(body.providers).toEqual({
      google: { clientIds: ['one', 'two'] },
      apple: { clientIds: apple.clientIds, teamId: apple.teamId, keyId: apple.keyId },
      facebook: { appId: '123' },
      firebase: { projectIds: ['shop-12345'] },
    });
    expect(await settingsOf(id, 'google')).toEqual({ clientIds: ['one', 'two'], clientSecret: SECRET });
    expect(await settingsOf(id, 'apple')).toEqual(apple);
    expect(await settingsOf(id, 'facebook')).toEqual({ appId: '123', appSecret: SECRET });
    expect(await settingsOf(id, 'firebase')).toEqual({ projectIds: ['shop-12345'] });
    const { body: trail } = await api.admin.get(`/v1/audit-events?subject=${id}`);
    expect(JSON.stringify(trail)).not.toContain(SECRET);
  });

  it('are stored encrypted, bound to their row', async () => {
    const [one, other] = [await createApplication(api.admin), await createApplication(api.admin)];
    for (const { id } of [one, other]) {
      await api.admin.put(`/v1/applications/${id}/providers/facebook`, {
        appId: '123',
        appSecret: SECRET + id,
      });
    }
    const [row] = await api.sql<{ secret: Buffer; row: string }>(
      'SELECT secret, p::text AS row FROM application_providers p WHERE application_id = $1',
      [one.id],
    );
    expect(row?.secret.includes(SECRET)).toBe(false);
    expect(row?.row).not.toContain(SECRET);
    await api.sql('UPDATE application_providers SET secret = $1 WHERE application_id = $2', [
      row?.secret,
      other.id,
    ]);
    await expect(settingsOf(other.id, 'facebook')).rejects.toThrow('changed or belongs elsewhere');
  });

  it('are replaced as a whole, so a secret that is not given again is gone', async () => {
    const { id } = await createApplication(api.admin);
    const path = `/v1/applications/${id}/providers/google`;
    await api.admin.put(path, { clientIds: ['one'], clientSecret: SECRET });
    const again = await api.admin.put(path, { clientIds: ['two'] });
    expect([again.status, again.body.providers]).toEqual([200, { google: { clientIds: ['two'] } }]);
    expect(await settingsOf(id, 'google')).toEqual({ clientIds: ['two'], clientSecret: null });
  });

  it('are switched off once, and with the application', async () => {
    const { id } = await createApplication(api.admin);
    const path = `/v1/applications/${id}/providers/firebase`;
    await api.admin.put(path, { projectIds: ['one'] });
    expect((await api.admin.delete(path, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await api.admin.delete(path)).status).toBe(204);
    expect((await api.admin.delete(path)).body.code).toBe('applications.provider_not_set');
    expect((await api.admin.get(`/v1/applications/${id}`)).body.providers).toEqual({});
    expect(await settingsOf(id, 'firebase')).toBeNull();
    await api.admin.put(path, { projectIds: ['one'] });
    await api.admin.delete(`/v1/applications/${id}`);
    expect(await settingsOf(id, 'firebase')).toBeNull();
    expect((await api.admin.put(path, { projectIds: ['one'] })).body.code).toBe('applications.not_found');
  });

  it.each([
    ['google', 'clientIds', { clientSecret: SECRET }],
    ['google', 'clientIds', { clientIds: [], clientSecret: SECRET }],
    ['google', 'clientIds', { clientIds: ['with a blank'] }],
    ['google', 'clientIds', { clientIds: 'one' }],
    ['google', 'projectIds', { clientIds: ['one'], projectIds: ['one'] }],
    ['apple', 'clientIds', { ...apple, clientIds: [] }],
    ['apple', 'teamId', { ...apple, teamId: undefined }],
    ['apple', 'keyId', { ...apple, keyId: null }],
    ['apple', 'privateKey', { ...apple, privateKey: undefined }],
    ['apple', 'privateKey', { ...apple, privateKey: 'no key at all' }],
    ['apple', 'privateKey', { ...apple, privateKey: privateKeyPem('P-384') }],
    ['apple', 'privateKey', { ...apple, privateKey: privateKey.replaceAll('\n', '\n ').slice(0, 80) }],
    ['apple', 'teamId', { ...apple, teamId: 'short' }],
    ['facebook', 'appSecret', { appId: '123' }],
    ['facebook', 'appId', { appSecret: SECRET }],
    ['facebook', 'appId', { appId: 'not a number', appSecret: SECRET }],
    ['firebase', 'projectIds', {}],
    ['firebase', 'projectIds', { projectIds: ['No Project'] }],
  ])('for %s are refused, naming %s: %j', async (provider, field, body) => {
    const { id } = await createApplication(api.admin);
    const refused = await api.admin.put(`/v1/applications/${id}/providers/${provider}`, body);
    expect(refused.status).toBe(400);
    expect((refused.body.errors as { field: string }[]).map((error) => error.field)).toEqual([field]);
    expect(JSON.stringify(refused.body)).not.toContain(SECRET);
    expect(refused.body.detail).not.toContain('BEGIN');
    expect((await api.admin.get(`/v1/applications/${id}`)).body.providers).toEqual({});
  });

  it('are for those with the permission, for providers there are', async () => {
    const { id } = await createApplication(api.admin);
    const reader = await signUpWith(api, ['read:applications']);
    const path = `/v1/applications/${id}/providers`;
    const refused = await reader.http.put(`${path}/firebase`, { projectIds: ['one'] });
    expect([refused.status, refused.body.permission]).toEqual([403, 'update:applications']);
    expect((await reader.http.delete(`${path}/firebase`)).status).toBe(403);
    expect((await api.http.put(`${path}/firebase`, { projectIds: ['one'] })).status).toBe(401);
    expect((await api.admin.put(`${path}/myspace`, {})).status).toBe(404);
  });
});
