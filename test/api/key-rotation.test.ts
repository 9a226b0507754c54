import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWithoutRequest } from '../../src/common/request-context.js';
import { loadConfig } from '../../src/config/config.js';
import { ApplicationProviders } from '../../src/core/applications/application-providers.service.js';
import { KEY_PURPOSES, KeyRing } from '../../src/keys/key-ring.js';
import { SecretKeys } from '../../src/keys/secret-keys.js';
import { KeyRotation } from '../../src/operations/key-rotation.js';
import { runCommand } from '../../src/process/run-command.js';
import { createApplication } from '../support/applications.js';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';
import { urlOf } from '../support/test-database.js';

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

async function run(name: string, args: string[], secretKeys = api.secretKeys.all) {
  const lines: string[] = [];
  const config = loadConfig({
    NODE_ENV: 'test',
    DATABASE_URL: urlOf(api.database),
    SECRET_KEY: secretKeys.map((key) => key.toString('base64')).join(),
    PUBLIC_URL: 'https://accounts.example.com',
    ADMIN_USERNAME: 'admin',
    DATA_DIR: api.dataDir,
    PORT: '0',
  });
  const code = await runCommand(name, args, config, (line) => lines.push(line));
  return { code, text: lines.join('\n') };
}

const kidOf = (token: string) =>
  (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid;
const idsOf = (app: TestApp, purpose: (typeof KEY_PURPOSES)[number]) =>
  app.app
    .get(KeyRing)
    .all(purpose)
    .map(({ id }) => id);
/** Lets the new keys take over now instead of in ten seconds or minutes. */
async function letTakeOver() {
  await api.sql('UPDATE keys SET not_before = now() WHERE not_before > now()');
  await Promise.all([api, replica].map(({ app }) => app.get(KeyRing).reload()));
}

describe('keys:rotate', () => {
  it('makes a new key for every purpose, which every replica knows before it is used, and nobody is signed out', async () => {
    const ada = await api.signUp();
    await ada.http.put('/v1/secrets/s3/x', { secretKey: 'value', accessKey: 'AKIA1' });
    const { id } = await createApplication(api.admin);
    const google = { clientIds: ['one'], clientSecret: 'secret' };
    await api.admin.put(`/v1/applications/${id}/providers/google`, google);
    await api.signUp();
    const page = await api.admin.get('/v1/users?limit=1');
    const before = KEY_PURPOSES.map((purpose) => idsOf(replica, purpose));

    expect((await run('keys:rotate', [])).code).toBe(0);
    for (const purpose of KEY_PURPOSES) {
      await expect.poll(() => idsOf(replica, purpose), { timeout: 6_000 }).toHaveLength(2);
    }
    // Published, not used: whoever verifies tokens elsewhere has ten minutes to fetch it.
    const published = (await replica.http.get('/.well-known/jwks.json')).body.keys as { kid: string }[];
    expect(published).toHaveLength(2);
    const early = await api.http.post('/v1/sessions', { identifier: ada.email, password: PASSWORD });
    expect(kidOf(early.body.accessToken)).toBe(before[KEY_PURPOSES.indexOf('signing')]?.[0]);

    await letTakeOver();
    for (const app of [api, replica]) {
      expect((await app.http.get('/v1/users/me', { token: ada.accessToken })).status).toBe(200);
      expect((await app.http.get('/v1/secrets/s3/x', { token: ada.accessToken })).body.accessKey).toBe(
        'AKIA1',
      );
    }
    const next = await replica.admin.get(`/v1/users?limit=1&cursor=${page.body.nextCursor}`);
    expect(next.status).toBe(200);
    const refreshed = await replica.http.post('/v1/sessions/refresh', { refreshToken: ada.refreshToken });
    expect(refreshed.status).toBe(200);
    const late = await replica.http.post('/v1/sessions', { identifier: ada.email, password: PASSWORD });
    expect(late.status).toBe(201);
    expect(kidOf(late.body.accessToken)).not.toBe(kidOf(ada.accessToken));
    expect((await api.http.get('/v1/users/me', { token: late.body.accessToken })).status).toBe(200);
    expect((await api.http.post('/v1/sessions', { identifier: 'nobody', password: 'x' })).status).toBe(401);
    const [stored] = await api.sql<{ pepper_key_id: string }>(
      'SELECT pepper_key_id FROM password_credentials WHERE user_id = $1',
      [ada.id],
    );
    expect(stored?.pepper_key_id).toBe(idsOf(api, 'pepper').at(-1));
    const events = (await api.admin.get('/v1/audit-events?event=keys.rotated')).body.data;
    expect(events).toMatchObject([{ actor: { kind: 'system' }, outcome: 'success' }]);
  });

  it('retires old keys when nothing needs them any more, and only then', async () => {
    const rotation = replica.app.get(KeyRotation);
    await runWithoutRequest(() => rotation.retire());
    const [oldPepper] = idsOf(api, 'pepper');
    await api.sql(
      "UPDATE keys SET not_before = not_before - interval '2 hours', created_at = created_at - interval '2 hours'",
    );
    await runWithoutRequest(() => rotation.retire());
    await Promise.all([api, replica].map(({ app }) => app.get(KeyRing).reload()));
    // Access tokens live 15 minutes, what was encrypted is under the new key by now; sessions live on for weeks.
    expect(idsOf(api, 'signing')).toHaveLength(1);
    expect(idsOf(api, 'encryption')).toHaveLength(1);
    const keys = await api.sql<{ key_id: string }>('SELECT key_id FROM application_providers');
    expect(keys.map(({ key_id }) => key_id)).toEqual(idsOf(api, 'encryption'));
    const [application] = (await api.admin.get('/v1/applications')).body.data as { id: string }[];
    const settings = await replica.app.get(ApplicationProviders).find(application?.id ?? '', 'google');
    expect(settings).toEqual({ clientIds: ['one'], clientSecret: 'secret' });
    expect(idsOf(api, 'refresh')).toHaveLength(2);
    expect(idsOf(api, 'audit')).toHaveLength(2);
    // Somebody has not signed in since.
    expect(idsOf(api, 'pepper')).toContain(oldPepper);
    await api.sql('DELETE FROM password_credentials WHERE pepper_key_id = $1', [oldPepper]);
    await runWithoutRequest(() => rotation.retire());
    await Promise.all([api, replica].map(({ app }) => app.get(KeyRing).reload()));
    expect(idsOf(api, 'pepper')).not.toContain(oldPepper);
    expect((await api.http.post('/v1/sessions', { identifier: 'nobody', password: 'x' })).status).toBe(401);
    const [row] = await api.sql<{ bytes: number }>(
      'SELECT length(material) AS bytes FROM keys WHERE id = $1',
      [oldPepper],
    );
    expect(row?.bytes).toBe(0);
    expect((await api.admin.get('/v1/secrets/s3/nothing')).status).toBe(404);
  });

  it('of one purpose leaves the others alone, and of none there is refuses', async () => {
    const count = idsOf(api, 'cursor').length;
    expect((await run('keys:rotate', ['cursor'])).code).toBe(0);
    await api.app.get(KeyRing).reload();
    expect(idsOf(api, 'cursor')).toHaveLength(count + 1);
    const refused = await run('keys:rotate', ['everything']);
    expect([refused.code, refused.text]).toEqual([1, expect.stringContaining('signing, encryption')]);
  });

  it('run twice at once makes two, one after the other', async () => {
    const count = idsOf(api, 'cursor').length;
    await Promise.all(
      [api, replica].map(({ app }) => runWithoutRequest(() => app.get(KeyRotation).rotate(['cursor']))),
    );
    await api.app.get(KeyRing).reload();
    expect(idsOf(api, 'cursor')).toHaveLength(count + 2);
    expect(await api.sql("SELECT 1 FROM keys WHERE purpose = 'cursor' AND is_active")).toHaveLength(1);
  });

  it('puts every key under the first of SECRET_KEY, so that the old one can go', async () => {
    const fresh = randomBytes(32);
    expect((await run('keys:rotate', ['cursor'], [fresh, ...api.secretKeys.all])).code).toBe(0);
    const ring = new KeyRing(
      new SecretKeys([fresh]),
      { query: (statement: { text: string }) => api.sql(statement.text) } as never,
      undefined as never,
    );
    await ring.reload();
    expect(ring.all('signing').length).toBeGreaterThan(0);
    // Running replicas have opened what they need; one that starts needs the new key.
    expect((await api.admin.get('/v1/users')).status).toBe(200);
    await expect(run('keys:rotate', ['cursor'])).rejects.toThrow(/SECRET_KEY/);
    await run('keys:rotate', ['cursor'], [...api.secretKeys.all, fresh]);
  });
});

describe('admin:reset-password', () => {
  it('gives an operator a way back in', async () => {
    const before = await api.admin.get('/v1/users/me');
    expect(before.status).toBe(200);
    const { code, text } = await run('admin:reset-password', []);
    expect(code).toBe(0);
    const password = /^ {2}(\S+)/m.exec(text)?.[1] ?? '';
    expect((await api.admin.get('/v1/users/me')).status).toBe(401);
    const session = await replica.http.post('/v1/sessions', { identifier: 'admin', password });
    expect(session.status).toBe(201);
  });

  it('takes any account by name or address, and says when there is none', async () => {
    const ada = await api.signUp();
    expect((await run('admin:reset-password', [ada.email])).code).toBe(0);
    expect((await ada.http.get('/v1/users/me')).status).toBe(401);
    const unknown = await run('admin:reset-password', ['nobody']);
    expect([unknown.code, unknown.text]).toEqual([1, expect.stringContaining('no account "nobody"')]);
  });
});

describe('audit:verify', () => {
  it('says that the trail is whole, and ends with an error when it is not', async () => {
    const whole = await run('audit:verify', []);
    expect([whole.code, whole.text]).toEqual([
      0,
      expect.stringMatching(/^\d+ events are as they were sealed/),
    ]);
    await api.sql('ALTER TABLE audit_events DISABLE TRIGGER tr_audit_events_immutable');
    await api.sql(
      "UPDATE audit_events SET outcome = 'denied' WHERE id = (SELECT event_id FROM audit_seals WHERE position = 2)",
    );
    const broken = await run('audit:verify', []);
    expect([broken.code, broken.text]).toEqual([1, expect.stringContaining('BROKEN at position 2')]);
  });
});

it('names the commands there are', async () => {
  await expect(run('keys:lose', [])).rejects.toThrow('admin:reset-password, audit:verify, keys:rotate');
});
