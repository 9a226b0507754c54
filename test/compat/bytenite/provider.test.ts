import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../support/create-test-app.js';
import { ok } from '../../support/people.js';
import { newcomer } from '../../support/provider-people.js';
import { startStandins, type TestStandins } from '../../support/standins.js';

let standins: TestStandins;
let api: TestApp;
beforeAll(async () => {
  standins = await startStandins();
  api = await createTestApp({ environment: { ...standins.environment } });
});
afterAll(async () => {
  await api.close();
  await standins.close();
});

const userOf = async (authorization: string) =>
  ok(await api.http.get('/v1/auth/user', { headers: { authorization } })).body.user;

describe('providerId', () => {
  it('is how the session of the caller was opened', async () => {
    const identityToken = await standins.google({ person: newcomer() });
    const byGoogle = ok(await api.http.post('/v1/sessions/google', { identityToken })).body;
    expect((await userOf(byGoogle.accessToken as string)).providerId).toBe('google');
    const { key } = ok(
      await api.http.as(byGoogle.accessToken as string).post('/v1/api-keys', { name: 'k' }),
    ).body;
    const { token } = ok(await api.http.post('/v1/auth/access_token', { apiKey: key })).body;
    expect((await userOf(token as string)).providerId).toBe('password');
    expect((await userOf((await api.signUp()).accessToken)).providerId).toBe('password');
  });
});
