import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../support/create-test-app.js';
import { HttpClient } from '../../support/http-client.js';
import { ok } from '../../support/people.js';
import { faultOf, type Player, REST, signIn, signUpPlayer, superuser } from './support.js';

let api: TestApp;
let ada: Player;

beforeAll(async () => {
  api = await createTestApp();
  ada = await signUpPlayer(api);
});
afterAll(() => api.close());

describe('the method of a request', () => {
  it('is what a POST asks for', async () => {
    const override = (method: string, path: string, body?: unknown) =>
      ada.http.post(`${REST}/${path}`, body, { headers: { 'x-http-method-override': method } });
    const change = { name: ada.name, email: ada.email, level: 'USER', firstName: 'Ada' };
    expect(ok(await override('PUT', 'user/me', change)).body.firstName).toBe('Ada');
    expect(ok(await override(' put ', 'user/me', change)).body.firstName).toBe('Ada');
    const patch = await override('PATCH', 'user/me', change);
    expect([patch.status, patch.body.code, patch.headers.get('allow')]).toEqual([
      405,
      'UNKNOWN',
      'GET, HEAD, PUT, DELETE',
    ]);
    const secret = await signIn(api.http, ada.name, ada.password);
    expect((await override('DELETE', `session/${secret}`)).status).toBe(204);
  });

  it('stays what it is for anything else, and on other APIs', async () => {
    for (const method of ['GET', 'nonsense', 'CONNECT', '']) {
      const answer = await ada.http.post(
        `${REST}/user/me`,
        {},
        { headers: { 'x-http-method-override': method } },
      );
      expect(answer.status).toBe(405);
    }
    const get = await ada.http.get(`${REST}/user/me`, { headers: { 'x-http-method-override': 'DELETE' } });
    expect(get.status).toBe(200);
    const elsewhere = await api.admin.post(
      '/v1/users/me',
      {},
      { headers: { 'x-http-method-override': 'PATCH' } },
    );
    expect(elsewhere.status).toBe(405);
  });
});

describe('whatever goes wrong', () => {
  it.each<[string, string, string, unknown, Record<string, string>, number, string]>([
    ['an unknown path', 'GET', '/nowhere', undefined, {}, 404, 'UNKNOWN'],
    ['the root', 'GET', '', undefined, {}, 404, 'UNKNOWN'],
    ['another method', 'PATCH', '/session', {}, {}, 405, 'UNKNOWN'],
    ['no JSON', 'POST', '/session', '{', {}, 400, 'UNKNOWN'],
    ['a member twice', 'POST', '/session', '{"a":1,"a":2}', {}, 400, 'UNKNOWN'],
    ['no body', 'POST', '/session', undefined, {}, 400, 'INVALID_DATA'],
    ['null for a body', 'POST', '/session', 'null', {}, 400, 'INVALID_DATA'],
    ['a list for a body', 'POST', '/signup', '[]', {}, 400, 'INVALID_DATA'],
    ['a text', 'POST', '/session', 'a=1', { 'content-type': 'text/plain' }, 415, 'UNKNOWN'],
    [
      'a form',
      'POST',
      '/session',
      'a=1',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'UNKNOWN',
    ],
    ['a large body', 'POST', '/session', JSON.stringify({ a: 'x'.repeat(70_000) }), {}, 413, 'UNKNOWN'],
    ['a broken escape', 'GET', '/user/%zz', undefined, {}, 400, 'UNKNOWN'],
    ['a parameter twice', 'GET', '/user?count=1&count=2', undefined, {}, 400, 'INVALID_PARAMETER'],
  ])('%s is told in the shape of this API', async (_what, method, path, body, headers, status, code) => {
    const answer = await api.http.send(method, REST + path, body, { headers });
    expect(faultOf(answer)).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('x-request-id')).toBeTruthy();
    const members = Object.keys(answer.body as object).filter((name) => name !== 'validationFailureMessages');
    expect(members).toEqual(['code', 'message']);
  });

  it('is nothing of the paths beside', async () => {
    for (const path of ['/api/restx', '/api', '/api/rest%2Fuser', '/API/rest/user']) {
      const answer = await api.http.get(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    }
  });

  it('browsers of listed origins may send the headers of this API', async () => {
    const web = await createTestApp({ environment: { CORS_ORIGINS: 'https://game.example.com' } });
    const answer = await new HttpClient(web.http.url).send('OPTIONS', `${REST}/user/me`, undefined, {
      headers: {
        origin: 'https://game.example.com',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'elements-sessionsecret',
      },
    });
    const allowed = answer.headers.get('access-control-allow-headers') ?? '';
    for (const name of [
      'Authorization',
      'Content-Type',
      'Elements-SessionSecret',
      'SocialEngine-SessionSecret',
      'Elements-ProfileId',
      'X-HTTP-Method-Override',
    ]) {
      expect(allowed).toContain(name);
    }
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(answer.headers.get('access-control-allow-methods')).toContain(method);
    }
    await web.close();
  });

  it('has levels by what the caller may do, not by what they are called', async () => {
    const root = await superuser(api);
    expect((await root.get(`${REST}/user/${ada.id}`)).status).toBe(200);
    const { body } = ok(await api.admin.post('/v1/api-keys', { name: 'small', permissions: ['read:self'] }));
    const token = ok(await api.http.post('/v1/auth/access_token', { apiKey: body.key }));
    expect((await api.http.as(token.body.token as string).get(`${REST}/user/${ada.id}`)).status).toBe(403);
  });
});
