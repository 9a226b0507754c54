import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';

let api: TestApp;

beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

/** What a failure of each of these APIs looks like; keys in order. */
const SHAPES = {
  bluebricks: ['statusCode', 'message', 'error'],
  antfly: ['error'],
} as const;
const CHALLENGES = { bluebricks: 'Bearer', antfly: 'Basic, ApiKey, Bearer' } as const;
type Name = keyof typeof SHAPES;

const shapeOf = (body: unknown) => Object.keys(body as object);

describe.each<[string, Name]>([
  ['/api/v1/user', 'bluebricks'],
  ['/api/v1/organization', 'bluebricks'],
  ['/api/v1/users', 'antfly'],
])('under %s', (prefix, name) => {
  it.each([
    ['an unknown path', 'GET', `${prefix}/a/b/c/d`, undefined, 404],
    ['an unknown path, encoded', 'GET', `${prefix.replace('api', '%61pi')}/a/b/c/d`, undefined, 404],
    ['a slash at the end', 'GET', `${prefix}/`, undefined, 404],
    ['a malformed escape', 'GET', `${prefix}/%zz`, undefined, 400],
    [
      'a control character',
      'GET',
      `${prefix}/a%00b`,
      undefined,
      prefix === '/api/v1/organization' ? 404 : 400,
    ],
  ])('%s is answered in its shape', async (_what, method, path, body, status) => {
    const answer = await api.admin.send(method, path, body);
    expect(answer.status).toBe(status);
    expect(shapeOf(answer.body)).toEqual(SHAPES[name]);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('x-request-id')).toBeTruthy();
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

describe('a known path with another method', () => {
  it.each<[string, string, string, Name]>([
    ['DELETE', '/api/v1/user/me', 'GET, HEAD', 'bluebricks'],
    ['PUT', '/api/v1/user/x/roles', 'POST', 'bluebricks'],
    ['GET', '/api/v1/user/x/roles', 'POST', 'bluebricks'],
    ['POST', '/api/v1/organization/roles', 'GET, HEAD', 'bluebricks'],
    ['POST', '/api/v1/users', 'GET, HEAD', 'antfly'],
    ['PATCH', '/api/v1/users/x', 'GET, HEAD, POST, DELETE', 'antfly'],
    ['GET', '/api/v1/users/x/password', 'PUT', 'antfly'],
    ['PUT', '/api/v1/users/x/permissions', 'GET, HEAD, POST, DELETE', 'antfly'],
    ['PUT', '/api/v1/users/x/api-keys', 'GET, HEAD, POST', 'antfly'],
    ['GET', '/api/v1/users/x/api-keys/y', 'DELETE', 'antfly'],
  ])('%s %s is 405 with what it has', async (method, path, allow, name) => {
    const answer = await api.admin.send(method, path);
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
    expect(shapeOf(answer.body)).toEqual(SHAPES[name]);
  });
});

describe('without a good credential', () => {
  it.each<[string, string, Name]>([
    ['GET', '/api/v1/user/me', 'bluebricks'],
    ['GET', '/api/v1/user/x', 'bluebricks'],
    ['POST', '/api/v1/user/x/roles', 'bluebricks'],
    ['GET', '/api/v1/organization/roles', 'bluebricks'],
    ['GET', '/api/v1/users/me', 'antfly'],
    ['GET', '/api/v1/users', 'antfly'],
    ['POST', '/api/v1/users/x', 'antfly'],
    ['GET', '/api/v1/users/x', 'antfly'],
    ['DELETE', '/api/v1/users/x', 'antfly'],
    ['PUT', '/api/v1/users/x/password', 'antfly'],
    ['GET', '/api/v1/users/x/permissions', 'antfly'],
    ['POST', '/api/v1/users/x/permissions', 'antfly'],
    ['DELETE', '/api/v1/users/x/permissions', 'antfly'],
    ['GET', '/api/v1/users/x/api-keys', 'antfly'],
    ['POST', '/api/v1/users/x/api-keys', 'antfly'],
    ['DELETE', '/api/v1/users/x/api-keys/y', 'antfly'],
  ])('%s %s is 401 with a challenge', async (method, path, name) => {
    for (const authorization of [undefined, 'Bearer nonsense', 'nonsense']) {
      const options = authorization === undefined ? {} : { headers: { authorization } };
      const answer = await api.http.send(method, path, undefined, options);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe(CHALLENGES[name]);
      expect(shapeOf(answer.body)).toEqual(SHAPES[name]);
    }
  });
});

describe('a body', () => {
  it.each<[string, string, Name, string | RegExp]>([
    ['POST', '/api/v1/user/x/roles', 'bluebricks', 'Failed to update user roles'],
    ['POST', '/api/v1/users/x', 'antfly', /^Invalid request body: /],
    ['PUT', '/api/v1/users/x/password', 'antfly', /^Invalid request body: /],
    ['POST', '/api/v1/users/x/permissions', 'antfly', /^Invalid request body: /],
    ['POST', '/api/v1/users/x/api-keys', 'antfly', /^Invalid request body: /],
  ])('of %s %s is strict JSON', async (method, path, name, text) => {
    for (const body of ['{', '{"a":1,"a":2}', '{"__proto__":{}}', '[1,]', '{"a":"\\u0000"}', '"text" x']) {
      const answer = await api.admin.send(method, path, body);
      expect(answer.status, body).toBe(400);
      expect(shapeOf(answer.body)).toEqual(SHAPES[name]);
      expect(name === 'antfly' ? answer.body.error : answer.body.message).toMatch(text);
    }
    const plain = await api.admin.send(method, path, 'a=1', { headers: { 'content-type': 'text/plain' } });
    expect([plain.status, shapeOf(plain.body)]).toEqual([415, SHAPES[name]]);
    const large = await api.admin.send(method, path, JSON.stringify({ a: 'x'.repeat(70_000) }));
    expect([large.status, shapeOf(large.body)]).toEqual([413, SHAPES[name]]);
  });

  it.each(['null', '[]', '7', '"text"', 'true'])('that is %s is refused', async (body) => {
    for (const path of ['/api/v1/user/x/roles', '/api/v1/users/x', '/api/v1/users/x/permissions']) {
      expect((await api.admin.send('POST', path, body)).status, path).toBe(400);
    }
  });
});

describe('user and users', () => {
  it.each<[string, string[]]>([
    ['/api/v1/user/x/y/z', [...SHAPES.bluebricks]],
    ['/api/v1/users/x/y/z', [...SHAPES.antfly]],
  ])('do not mix: %s', async (path, shape) => {
    expect(shapeOf((await api.http.get(path)).body)).toEqual(shape);
  });

  it.each([
    '/api/v1',
    '/api/v1/userss',
    '/api/v1/user-s',
    '/api/v1/organizations',
    '/api/v1/users%2Fme',
    '/API/v1/users',
  ])('are not %s', async (path) => {
    const answer = await api.admin.get(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it('take their own credentials only', async () => {
    const authorization = `Basic ${Buffer.from('admin:a password for tests').toString('base64')}`;
    expect((await api.http.get('/api/v1/users/me', { headers: { authorization } })).status).toBe(200);
    expect((await api.http.get('/api/v1/user/me', { headers: { authorization } })).status).toBe(401);
  });
});

describe('switched off', () => {
  it('a dialect is not there', async () => {
    const without = await createTestApp({ environment: { COMPAT: 'antfly' } });
    expect((await without.admin.get('/api/v1/users/me')).status).toBe(200);
    const gone = await without.admin.get('/api/v1/user/me');
    expect([gone.status, gone.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    await without.close();
  });
});
