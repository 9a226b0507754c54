import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplication, createClient, type TestClient } from '../support/applications.js';
import { createTestApp, PASSWORD, type Person, type TestApp } from '../support/create-test-app.js';
import { ok } from '../support/people.js';

const ALL = ['client_credentials', 'password', 'refresh_token'];

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

interface Tokens {
  access_token: string;
  refresh_token: string;
}

const credentials = ({ client_id, client_secret }: TestClient) => ({ client_id, client_secret });

async function signIn(client: TestClient, { email }: Person): Promise<Tokens> {
  const members = { grant_type: 'password', username: email, password: PASSWORD };
  return ok(await api.http.post('/oauth/token', { ...members, ...credentials(client) })).body as Tokens;
}

const refresh = (client: TestClient | null, refresh_token: string) =>
  api.http.post('/oauth/token', {
    grant_type: 'refresh_token',
    refresh_token,
    ...(client === null ? {} : credentials(client)),
  });
const isAlive = async (token: string) => (await replica.http.get('/v1/users/me', { token })).status === 200;

describe('a session that a client opens', () => {
  it('is of the client’s application, with the profile its owner has there', async () => {
    const client = await createClient(api, ALL);
    const ada = await api.signUp({ profile: { applicationId: client.application.id } });
    const profile = (await ada.http.get('/v1/profiles/current')).body as { id: string };
    const { access_token: token, refresh_token } = await signIn(client, ada);
    expect(decodeJwt(token)).toMatchObject({
      sub: ada.id,
      app: client.application.id,
      pid: profile.id,
      client_id: client.client_id,
    });
    const seen = await api.http.get('/v1/sessions/current', { token });
    expect(seen.body).toMatchObject({ applicationId: client.application.id, profileId: profile.id });
    for (const each of [token, refresh_token]) {
      const asked = await api.http.as(token).post('/oauth/introspect', { token: each });
      expect(asked.body).toMatchObject({ active: true, sub: ada.id, client_id: client.client_id });
    }
  });

  it('is renewed by that client and nobody else, whose trying ends nothing', async () => {
    const [client, other] = [await createClient(api, ALL), await createClient(api, ALL)];
    const sibling = await createClient(api, ALL, client.application);
    const ada = await api.signUp();
    const { access_token, refresh_token } = await signIn(client, ada);
    for (const thief of [other, sibling, null]) {
      const refused = await refresh(thief, refresh_token);
      expect([refused.status, refused.body.error]).toEqual([400, 'invalid_grant']);
    }
    const plain = await api.http.post('/v1/sessions/refresh', { refreshToken: refresh_token });
    expect([plain.status, plain.body.code]).toEqual([401, 'sessions.refresh_token_refused']);
    const renewed = ok(await refresh(client, refresh_token)).body as Tokens;
    for (const thief of [other, null]) {
      expect((await refresh(thief, refresh_token)).status).toBe(400);
    }
    expect(await isAlive(access_token)).toBe(true);
    expect((await refresh(client, renewed.refresh_token)).status).toBe(200);
  });

  it('is no one’s to renew with a client that did not open it', async () => {
    const { refreshToken, accessToken } = await api.signUp();
    const refused = await refresh(await createClient(api, ALL), refreshToken);
    expect([refused.status, refused.body.error]).toEqual([400, 'invalid_grant']);
    expect(await isAlive(accessToken)).toBe(true);
    expect((await refresh(null, refreshToken)).status).toBe(200);
  });

  it.each(['client', 'application'])('is over with its %s, on every replica at once', async (what) => {
    const client = await createClient(api, ALL);
    const { access_token } = await signIn(client, await api.signUp());
    expect(await isAlive(access_token)).toBe(true);
    const path = `/v1/applications/${client.application.id}`;
    const { status } = await api.admin.delete(
      what === 'client' ? `${path}/clients/${client.client_id}` : path,
    );
    expect([status, await isAlive(access_token)]).toEqual([204, false]);
  });

  it('stays within the application', async () => {
    const client = await createClient(api, ALL);
    const ada = await api.signUp({ profile: { applicationId: (await createApplication(api.admin)).id } });
    const elsewhere = (await ada.http.get('/v1/profiles/current')).body as { id: string };
    const here = ok(await ada.http.post('/v1/profiles', { applicationId: client.application.id })).body;
    const http = api.http.as((await signIn(client, ada)).access_token);
    const refused = await http.patch('/v1/sessions/current', { profileId: elsewhere.id });
    expect([refused.status, refused.body.code]).toEqual([404, 'profiles.not_found']);
    expect((await http.patch('/v1/sessions/current', { profileId: here.id })).status).toBe(200);
  });

  it('leaves no half behind when its application is deleted at the same time', async () => {
    const client = await createClient(api, ALL);
    const people = await Promise.all(Array.from({ length: 4 }, () => api.signUp()));
    const path = `/v1/applications/${client.application.id}`;
    const answers = await Promise.all([
      ...people.map(({ email: username }) =>
        api.http.post('/oauth/token', {
          grant_type: 'password',
          username,
          password: PASSWORD,
          ...credentials(client),
        }),
      ),
      api.admin.delete(path),
    ]);
    expect(answers.at(-1)?.status).toBe(204);
    for (const { status, body } of answers.slice(0, -1)) {
      expect([200, 400, 401]).toContain(status);
      expect(status === 200 && (await isAlive(body.access_token as string))).toBe(false);
    }
  });
});

describe('revoking a token as a client', () => {
  const revoke = (client: TestClient, token: string, secret = client.client_secret) =>
    api.http.post('/oauth/revoke', { token, client_id: client.client_id, client_secret: secret });

  it('ends the session when the token is the client’s own', async () => {
    const client = await createClient(api, ALL);
    const ada = await api.signUp();
    for (const kind of ['access_token', 'refresh_token'] as const) {
      const tokens = await signIn(client, ada);
      expect((await revoke(client, tokens[kind], 'wrong')).body.error).toBe('invalid_client');
      expect((await revoke(client, tokens[kind])).status).toBe(200);
      expect(await isAlive(tokens.access_token)).toBe(false);
      expect((await revoke(client, tokens.refresh_token)).status).toBe(200);
    }
  });

  it('ends nothing when it was issued to somebody else', async () => {
    const [client, other] = [await createClient(api, ALL), await createClient(api, ALL)];
    const tokens = await signIn(client, await api.signUp());
    const { accessToken, refreshToken } = await api.signUp();
    for (const token of [tokens.access_token, tokens.refresh_token, accessToken, refreshToken]) {
      const refused = await revoke(other, token);
      expect([refused.status, refused.body.error]).toEqual([400, 'invalid_grant']);
    }
    expect([await isAlive(tokens.access_token), await isAlive(accessToken)]).toEqual([true, true]);
  });

  it('is told when there is no session to end', async () => {
    const client = await createClient(api, ALL);
    const grant = { grant_type: 'client_credentials', ...credentials(client) };
    const { body } = ok(await api.http.post('/oauth/token', grant));
    const refused = await revoke(client, body.access_token as string);
    expect([refused.status, refused.body.error]).toEqual([400, 'unsupported_token_type']);
  });
});
