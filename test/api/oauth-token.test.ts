import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type Person, type TestApp } from '../support/create-test-app.js';

let api: TestApp;
let person: Person;
beforeAll(async () => {
  api = await createTestApp();
  person = await api.signUp({ username: 'oauth-person' });
});
afterAll(() => api.close());

async function token(parameters: Record<string, string>, headers: Record<string, string> = {}) {
  return api.http.post('/oauth/token', new URLSearchParams(parameters).toString(), {
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
}
const password = { grant_type: 'password', username: 'oauth-person', password: PASSWORD };

describe('the token endpoint', () => {
  it('signs in by password, as a form and as JSON', async () => {
    for (const answer of [await token(password), await api.http.post('/oauth/token', password)]) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.body).toEqual({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 900,
        refresh_token: expect.stringMatching(/^lkr_/),
      });
      expect((await api.http.as(answer.body.access_token).get('/v1/users/me')).body.id).toBe(person.id);
    }
  });

  it('refreshes', async () => {
    const { body } = await token(password);
    const answer = await token({ grant_type: 'refresh_token', refresh_token: body.refresh_token });
    expect(answer.status).toBe(200);
    expect(answer.body.refresh_token).not.toBe(body.refresh_token);
  });

  it('takes an empty client for none, as Swagger UI sends it, and ignores parameters it does not know', async () => {
    expect(
      (await token({ ...password, scope: '', audience: 'x' }, { authorization: 'Basic Og==' })).status,
    ).toBe(200);
    expect((await token({ ...password, client_id: '', client_secret: '' })).status).toBe(200);
  });

  it.each([
    ['no grant', {}, 400, 'invalid_request'],
    ['an unknown grant', { grant_type: 'implicit' }, 400, 'unsupported_grant_type'],
    ['no user name', { grant_type: 'password', password: PASSWORD }, 400, 'invalid_request'],
    ['an empty password', { ...password, password: '' }, 400, 'invalid_request'],
    ['a wrong password', { ...password, password: 'not the password' }, 400, 'invalid_grant'],
    ['an unknown user', { ...password, username: 'nobody' }, 400, 'invalid_grant'],
    ['a bad refresh token', { grant_type: 'refresh_token', refresh_token: 'lkr_x' }, 400, 'invalid_grant'],
    ['no refresh token', { grant_type: 'refresh_token' }, 400, 'invalid_request'],
    ['an unknown client', { ...password, client_id: 'somebody' }, 401, 'invalid_client'],
  ])('answers %s as RFC 6749 says', async (_name, parameters, status, error) => {
    const answer = await token(parameters);
    expect([answer.status, answer.body.error]).toEqual([status, error]);
    expect(answer.body.error_description).toBeTruthy();
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.has('www-authenticate')).toBe(status === 401);
  });

  it.each([
    [
      'a repeated parameter',
      'grant_type=password&grant_type=password',
      'application/x-www-form-urlencoded',
      400,
    ],
    ['broken JSON', '{"grant_type":', 'application/json', 400],
    ['a list', '[]', 'application/json', 400],
    ['a number for a text', '{"grant_type":1}', 'application/json', 400],
    ['another media type', 'grant_type=password', 'text/plain', 415],
  ])('refuses %s', async (_name, body, type, status) => {
    const answer = await api.http.post('/oauth/token', body, { headers: { 'content-type': type } });
    expect([answer.status, typeof answer.body.error]).toEqual([status, 'string']);
  });

  it('never takes a password from the URL', async () => {
    const answer = await api.http.post(
      `/oauth/token?grant_type=password&username=oauth-person&password=${encodeURIComponent(PASSWORD)}`,
    );
    expect(answer.status).toBe(400);
  });
});
