import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type Person, type TestApp } from '../support/create-test-app.js';
import type { HttpClient } from '../support/http-client.js';
import { ok, signUpWith } from '../support/people.js';
import { newcomer } from '../support/provider-people.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { startStandins, type TestStandins } from '../support/standins.js';

type Provider = 'google' | 'apple' | 'facebook' | 'firebase';

let smtp: SmtpSink;
let standins: TestStandins;
let api: TestApp;

beforeAll(async () => {
  standins = await startStandins();
  smtp = await startSmtpSink();
  api = await createTestApp({ environment: { ...standins.environment, SMTP_URL: smtp.url } });
});
afterAll(async () => {
  await api.close();
  await smtp.close();
  await standins.close();
});

/** Somebody new without password, by these providers. */
async function comeBy(...[first, ...others]: [Provider, ...Provider[]]) {
  const person = newcomer();
  const send = async (provider: Provider, http: HttpClient, link: boolean) =>
    ok(
      await http.post(`/v1/sessions/${provider}`, {
        identityToken: await standins[provider]({ person }),
        link,
      }),
    );
  const { body } = await send(first, api.http, false);
  const http = api.http.as(body.accessToken);
  for (const provider of others) {
    await send(provider, http, true);
  }
  return { id: body.user.id as string, email: body.user.email as string, http, person };
}

async function idsOf({ http }: Pick<Person, 'http'>): Promise<string[]> {
  const { data } = ok(await http.get('/v1/users/me/identities')).body as { data: { id: string }[] };
  return data.map(({ id }) => id);
}

describe('the identities of an account', () => {
  it('are listed to its owner, page by page, oldest first', async () => {
    const somebody = await comeBy('google', 'apple', 'firebase');
    const first = ok(await somebody.http.get('/v1/users/me/identities?limit=2')).body;
    expect(first.data).toEqual([
      {
        id: expect.any(String) as string,
        provider: 'google',
        subject: expect.any(String) as string,
        email: somebody.email,
        createdAt: expect.any(String) as string,
        lastUsedAt: expect.any(String) as string,
      },
      expect.objectContaining({ provider: 'apple' }),
    ]);
    const second = ok(
      await somebody.http.get(`/v1/users/me/identities?limit=2&cursor=${first.nextCursor}`),
    ).body;
    expect(second).toMatchObject({ data: [{ provider: 'firebase' }], nextCursor: null });
  });

  it('are listed to others with read:users, and removed by those with update:users', async () => {
    const { id } = await comeBy('google', 'apple');
    const stranger = await api.signUp();
    expect((await stranger.http.get(`/v1/users/${id}/identities`)).status).toBe(403);
    const reader = await signUpWith(api, ['read:users']);
    const [identity] = ok(await reader.http.get(`/v1/users/${id}/identities`)).body.data as { id: string }[];
    expect((await reader.http.delete(`/v1/users/${id}/identities/${identity.id}`)).status).toBe(403);
    const editor = await signUpWith(api, ['update:users']);
    expect((await editor.http.delete(`/v1/users/${id}/identities/${identity.id}`)).status).toBe(204);
  });

  it('of somebody with more permissions are not removed', async () => {
    const editor = await signUpWith(api, ['update:users']);
    const [admin] = await api.sql<{ id: string }>("SELECT id FROM users WHERE username = 'admin'");
    const answer = await editor.http.delete(`/v1/users/${admin.id}/identities/${admin.id}`);
    expect(answer).toMatchObject({ status: 403, body: { code: 'authorization.beyond_own_permissions' } });
  });

  it('are not there for everybody else', async () => {
    const somebody = await comeBy('google');
    const other = await comeBy('google');
    const [id] = await idsOf(somebody);
    expect((await other.http.delete(`/v1/users/me/identities/${id}`)).status).toBe(404);
    expect((await other.http.delete('/v1/users/me/identities/nonsense')).status).toBe(404);
    expect((await api.http.get('/v1/users/me/identities')).status).toBe(401);
    expect((await api.admin.get(`/v1/users/${id}/identities`)).status).toBe(404);
  });

  it('are not removed with an API key', async () => {
    const somebody = await comeBy('google', 'apple');
    const [id] = await idsOf(somebody);
    const { key } = ok(await somebody.http.post('/v1/api-keys', { name: 'key' })).body as { key: string };
    const answer = await api.http.as(key).delete(`/v1/users/me/identities/${id}`);
    expect(answer).toMatchObject({ status: 403, body: { code: 'authorization.api_key_refused' } });
  });

  it('are part of what somebody exports, and gone with the account', async () => {
    const somebody = await comeBy('google');
    const { identities } = ok(await somebody.http.get('/v1/users/me/export')).body as {
      identities: unknown[];
    };
    expect(identities).toMatchObject([{ provider: 'google', email: somebody.email }]);
    ok(await api.admin.delete(`/v1/users/${somebody.id}`));
    expect(await api.sql('SELECT 1 FROM identities WHERE user_id = $1', [somebody.id])).toEqual([]);
  });
});

describe('an identity that is removed', () => {
  it('opens the account no more, and what it opened ends, but for the session that removed it', async () => {
    const somebody = await comeBy('google', 'apple');
    const identityToken = await standins.google({ person: somebody.person });
    const other = ok(await api.http.post('/v1/sessions/google', { identityToken })).body;
    const [google] = await idsOf(somebody);
    expect((await somebody.http.delete(`/v1/users/me/identities/${google}`)).status).toBe(204);
    expect((await somebody.http.get('/v1/users/me')).status).toBe(200);
    expect((await api.http.as(other.accessToken).get('/v1/users/me')).status).toBe(401);
    expect((await somebody.http.delete(`/v1/users/me/identities/${google}`)).status).toBe(404);
    const again = await api.http.post('/v1/sessions/google', { identityToken });
    // Its address is verified on both sides, so it comes back by that; the token was another account's never.
    expect(again).toMatchObject({ status: 201, body: { user: { id: somebody.id } } });
    const [event] = await api.sql<{ changed: object }>(
      "SELECT changed FROM audit_events WHERE event = 'identity.removed' AND subject_id = $1",
      [somebody.id],
    );
    expect(event.changed).toMatchObject({ provider: 'google' });
  });
});

describe('the last way in', () => {
  it('stays, unless there is a password', async () => {
    const somebody = await comeBy('google');
    const [id] = await idsOf(somebody);
    const answer = await somebody.http.delete(`/v1/users/me/identities/${id}`);
    expect(answer).toMatchObject({ status: 409, body: { code: 'identities.last_way_in' } });
    expect(await idsOf(somebody)).toEqual([id]);

    ok(await api.admin.put(`/v1/users/${somebody.id}/password`, { newPassword: PASSWORD }));
    const { accessToken } = ok(
      await api.http.post('/v1/sessions', { identifier: somebody.email, password: PASSWORD }),
    ).body as { accessToken: string };
    const http = api.http.as(accessToken);
    expect((await http.delete(`/v1/users/me/identities/${id}`)).status).toBe(204);
  });

  it('stays when the last two are removed at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const somebody = await comeBy('google', 'apple');
      const ids = await idsOf(somebody);
      const answers = await Promise.all(
        ids.map((id) => somebody.http.delete(`/v1/users/me/identities/${id}`)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
      expect(await idsOf(somebody)).toHaveLength(1);
    }
  });
});

describe('an account without password', () => {
  it('answers a password as any wrong one', async () => {
    const { email } = await comeBy('google');
    const answer = await api.http.post('/v1/sessions', { identifier: email, password: PASSWORD });
    expect(answer).toMatchObject({ status: 401, body: { code: 'sessions.credentials_refused' } });
  });

  it('cannot change the one it has not', async () => {
    const { http } = await comeBy('google');
    const answer = await http.put('/v1/users/me/password', {
      currentPassword: PASSWORD,
      newPassword: 'another good battery',
    });
    expect(answer).toMatchObject({ status: 403, body: { code: 'users.wrong_password' } });
  });

  it('gets its first one by a link', async () => {
    const { email } = await comeBy('google');
    expect((await api.http.post('/v1/password-resets', { email })).status).toBe(202);
    const { token } = await smtp.waitFor(email, 'Set a new password');
    const newPassword = 'a first good battery';
    expect((await api.http.post(`/v1/password-resets/${token}`, { newPassword })).status).toBe(204);
    const answer = await api.http.post('/v1/sessions', { identifier: email, password: newPassword });
    expect(answer.status).toBe(201);
  });
});
