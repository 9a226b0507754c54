import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OAuthClientsService } from '../../src/core/applications/oauth-clients.service.js';
import { createApplication, createClient, type TestClient } from '../support/applications.js';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';
import { ok, signUpWith, uniqueName } from '../support/people.js';

const NOBODY = '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77';
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

const credentials = ({ client_id, client_secret }: TestClient) => ({ client_id, client_secret });
const token = (client: TestClient | null, members: Record<string, string>) =>
  api.http.post('/oauth/token', { ...(client === null ? {} : credentials(client)), ...members });
const clientToken = async (client: TestClient) =>
  ok(await token(client, { grant_type: 'client_credentials' })).body.access_token as string;
const byPassword = (username: string) => ({ grant_type: 'password', username, password: PASSWORD });

describe('an OAuth client', () => {
  it('is made with a secret that is shown once, and stored hashed', async () => {
    const { id, name } = await createApplication(api.admin);
    const path = `/v1/applications/${name}/clients`;
    const made = await api.admin.post(path, { name: 'Back office', grantTypes: ['client_credentials'] });
    expect(made.status).toBe(201);
    const { clientSecret, ...client } = made.body as Record<string, string>;
    expect(clientSecret).toMatch(/^lkc_[\w-]{49}$/);
    expect(client).toEqual({
      clientId: expect.any(String) as string,
      name: 'Back office',
      grantTypes: ['client_credentials'],
      createdAt: expect.any(String) as string,
    });
    expect(made.headers.get('location')).toBe(`/v1/applications/${id}/clients/${client.clientId}`);
    const listed = await api.admin.get(path);
    expect(listed.body).toEqual({ data: [client], nextCursor: null });
    const [row] = await api.sql<{ row: string }>('SELECT c::text AS row FROM oauth_clients c WHERE id = $1', [
      client.clientId,
    ]);
    expect(row?.row).not.toContain(clientSecret);
  });

  it('is listed page by page', async () => {
    const application = await createApplication(api.admin);
    for (let count = 0; count < 3; count += 1) {
      await createClient(api, ALL, application);
    }
    const path = `/v1/applications/${application.id}/clients?limit=2`;
    const first = await api.admin.get(path);
    const second = await api.admin.get(`${path}&cursor=${first.body.nextCursor}`);
    expect([first.body.data.length, second.body.data.length, second.body.nextCursor]).toEqual([2, 1, null]);
  });

  it.each([
    ['no name', { grantTypes: ['password'] }],
    ['no grants', { name: 'x', grantTypes: [] }],
    ['an unknown grant', { name: 'x', grantTypes: ['implicit'] }],
    ['the same grant twice', { name: 'x', grantTypes: ['password', 'password'] }],
  ])('is refused with %s', async (_what, body) => {
    const { id } = await createApplication(api.admin);
    expect((await api.admin.post(`/v1/applications/${id}/clients`, body)).status).toBe(400);
  });

  it('is for those with the permission, and never made by a key', async () => {
    const { id } = await createApplication(api.admin);
    const path = `/v1/applications/${id}/clients`;
    const body = { name: 'x', grantTypes: ['password'] };
    const reader = await signUpWith(api, ['read:applications']);
    expect((await reader.http.get(path)).status).toBe(200);
    expect((await reader.http.post(path, body)).body.permission).toBe('update:applications');
    expect((await reader.http.delete(`${path}/${NOBODY}`)).status).toBe(403);
    expect((await api.http.get(path)).status).toBe(401);
    const key = ok(await api.admin.post('/v1/api-keys', { name: uniqueName('key') })).body.key as string;
    expect((await api.http.as(key).post(path, body)).body.code).toBe('authorization.api_key_refused');
  });

  it('is one of at most a hundred of its application', async () => {
    const { id } = await createApplication(api.admin);
    await api.sql(
      `INSERT INTO oauth_clients (id, application_id, name, secret_hash, grant_types)
       SELECT gen_random_uuid(), $1, 'x', '', '{password}' FROM generate_series(1, 99)`,
      [id],
    );
    const body = { name: 'x', grantTypes: ['password'] };
    const path = `/v1/applications/${id}/clients`;
    const answers = await Promise.all([api.admin.post(path, body), api.admin.post(path, body)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('is deleted once, by its own application', async () => {
    const [client, other] = [await createClient(api, ALL), await createApplication(api.admin)];
    const foreign = await api.admin.delete(`/v1/applications/${other.id}/clients/${client.client_id}`);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'applications.client_not_found']);
    const path = `/v1/applications/${client.application.id}/clients/${client.client_id}`;
    expect((await api.admin.delete(path)).status).toBe(204);
    expect((await api.admin.delete(path)).status).toBe(404);
    expect((await token(client, { grant_type: 'client_credentials' })).body.error).toBe('invalid_client');
  });

  it('is known to be there by its grants', async () => {
    const clients = api.app.get(OAuthClientsService);
    await api.sql('DELETE FROM oauth_clients');
    await createClient(api, ['password']);
    expect([await clients.hasAny('password'), await clients.hasAny('client_credentials')]).toEqual([
      true,
      false,
    ]);
  });
});

describe('client authentication', () => {
  it.each<[string, (client: TestClient, other: TestClient) => Record<string, string>]>([
    ['a wrong secret', ({ client_id }) => ({ client_id, client_secret: 'wrong' })],
    ['the secret of another', ({ client_id }, { client_secret }) => ({ client_id, client_secret })],
    ['no secret', ({ client_id }) => ({ client_id })],
    ['an id that is not there', ({ client_secret }) => ({ client_id: NOBODY, client_secret })],
  ])('refuses %s, for every grant', async (_what, presentedBy) => {
    const presented = presentedBy(await createClient(api, ALL), await createClient(api, ALL));
    const { email, refreshToken } = await api.signUp();
    for (const members of [
      { grant_type: 'client_credentials' },
      byPassword(email),
      { grant_type: 'refresh_token', refresh_token: refreshToken },
      { grant_type: 'implicit' },
    ]) {
      const answer = await api.http.post('/oauth/token', { ...members, ...presented });
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    }
    expect((await token(null, { grant_type: 'refresh_token', refresh_token: refreshToken })).status).toBe(
      200,
    );
  });

  it('takes the header as well as the body', async () => {
    const { client_id, client_secret } = await createClient(api, ALL);
    const basic = Buffer.from(`${client_id}:${client_secret}`).toString('base64');
    const answer = await api.http.post(
      '/oauth/token',
      { grant_type: 'client_credentials' },
      { headers: { authorization: `Basic ${basic}` } },
    );
    expect(answer.status).toBe(200);
  });

  it.each(ALL)('lets a client use its own grants only, here all but %s', async (grantType) => {
    const client = await createClient(
      api,
      ALL.filter((other) => other !== grantType),
    );
    const { email, refreshToken } = await api.signUp();
    const members = { ...byPassword(email), grant_type: grantType, refresh_token: refreshToken };
    const answer = await token(client, members);
    expect([answer.status, answer.body.error]).toEqual([400, 'unauthorized_client']);
    expect((await token(client, { grant_type: 'implicit' })).body.error).toBe('unsupported_grant_type');
  });

  it('leaves API keys what they were: clients of their own for one grant', async () => {
    const { http, id, email } = await api.signUp();
    const { prefix, key } = ok(await http.post('/v1/api-keys', { name: 'x' })).body as Record<string, string>;
    const client = { client_id: prefix, client_secret: key };
    const answer = await api.http.post('/oauth/token', { grant_type: 'client_credentials', ...client });
    expect(decodeJwt(answer.body.access_token as string).sub).toBe(id);
    const refused = await api.http.post('/oauth/token', { ...byPassword(email), ...client });
    expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client']);
  });
});

describe('a token of a client for itself', () => {
  it('names the client and its application, and cannot be refreshed', async () => {
    const client = await createClient(api, ALL);
    const { body } = await token(client, { grant_type: 'client_credentials' });
    expect(Object.keys(body as object).sort()).toEqual(['access_token', 'expires_in', 'token_type']);
    const claims = decodeJwt(body.access_token as string);
    expect(claims).toMatchObject({
      sub: client.client_id,
      client_id: client.client_id,
      app: client.application.id,
    });
    expect(claims).not.toHaveProperty('permissions');
  });

  it.each([
    ['GET', '/v1/users/me'],
    ['GET', '/v1/users'],
    ['GET', '/v1/profiles'],
    ['GET', '/v1/sessions/current'],
    ['POST', '/v1/api-keys'],
    ['PATCH', '/v1/sessions/current'],
    ['GET', '/v1/wallets/me'],
    ['DELETE', '/v1/users/me'],
  ])('is nobody, so %s %s refuses it', async (method, path) => {
    const http = api.http.as(await clientToken(await createClient(api, ALL)));
    for (let time = 0; time < 2; time += 1) {
      const answer = await http.send(method, path, method === 'GET' ? undefined : {});
      expect([answer.status, answer.body.code]).toEqual([403, 'authorization.client_refused']);
    }
  });

  it.each(['client', 'application'])('is over with its %s, on every replica at once', async (what) => {
    const client = await createClient(api, ALL);
    const access = await clientToken(client);
    const look = async () =>
      (await replica.admin.post('/oauth/introspect', { token: access })).body as unknown;
    expect((await replica.http.get('/v1/users/me', { token: access })).status).toBe(403);
    expect(await look()).toMatchObject({
      active: true,
      token_use: 'access',
      sub: client.client_id,
      client_id: client.client_id,
      scope: '',
    });
    const path = `/v1/applications/${client.application.id}`;
    await api.admin.delete(what === 'client' ? `${path}/clients/${client.client_id}` : path);
    expect((await replica.http.get('/v1/users/me', { token: access })).status).toBe(401);
    expect(await look()).toEqual({ active: false });
    expect((await token(client, { grant_type: 'client_credentials' })).status).toBe(401);
  });

  it('cannot be asked about by people, nor ask', async () => {
    const access = await clientToken(await createClient(api, ALL));
    const { http } = await api.signUp();
    expect((await http.post('/oauth/introspect', { token: access })).body).toEqual({ active: false });
    const asked = await api.http.as(access).post('/oauth/introspect', { token: access });
    expect([asked.status, asked.body.error]).toEqual([403, 'access_denied']);
  });
});
