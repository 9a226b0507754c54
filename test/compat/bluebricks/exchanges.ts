import type { TestApp } from '../../support/create-test-app.js';
import { createRole, ok, signUpWith } from '../../support/people.js';
import type { Exchange, Replay, Variables } from '../replay.js';

const DOCUMENT = 'bluebricks-user.txt';
const COMPLETED = 'dialects.md 2.1';
const ERRORS = 'dialects.md 2.2';
const MEANING = 'dialects.md 2.3';

const HEADERS = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
const AS_JOHN = { authorization: 'Bearer {{token}}' };
const AS_ADMIN = { authorization: 'Bearer {{adminToken}}' };

const SUMMARY = {
  id: '{{id}}',
  name: 'John Doe',
  email: '{{email}}',
  picture: 'https://example.com/profile.jpg',
};
const USER = { ...SUMMARY, first_name: 'John', last_name: 'Doe', nickname: 'JD', created_at: '<instant>' };

const get = (path: string, headers: Record<string, string> = AS_JOHN) => ({ method: 'GET', path, headers });
const post = (path: string, body: unknown, headers: Record<string, string> = AS_ADMIN) => ({
  method: 'POST',
  path,
  headers,
  body,
});
const done = (body: unknown) => ({ status: 200, headers: HEADERS, body });
const failed = (
  statusCode: number,
  message: string,
  error: string,
  headers: Record<string, string> = {},
) => ({
  status: statusCode,
  headers: { ...HEADERS, ...headers },
  body: { statusCode, message, error },
});

async function prepare(api: TestApp): Promise<Variables> {
  const john = await signUpWith(api, ['read:users']);
  const profile = {
    displayName: 'John Doe',
    firstName: 'John',
    lastName: 'Doe',
    nickname: 'JD',
    pictureUrl: 'https://example.com/profile.jpg',
  };
  ok(await john.http.patch('/v1/users/me', profile));
  const [one, two] = [await createRole(api.admin), await createRole(api.admin)];
  const admin = await api.http.post('/v1/sessions', {
    identifier: 'admin',
    password: 'a password for tests',
  });
  const plain = await api.signUp();
  return {
    email: john.email,
    token: john.accessToken,
    johnsRole: john.roleId,
    plainToken: plain.accessToken,
    adminToken: ok(admin).body.accessToken as string,
    role: one.id,
    otherRole: two.id,
  };
}

const READING: Exchange[] = [
  {
    operation: 'GET /api/v1/user/me',
    name: 'the current user with permissions',
    source: DOCUMENT,
    request: get('/api/v1/user/me'),
    response: done({ ...USER, id: '<text>', permissions: ['read:users'] }),
    captures: { id: 'id' },
  },
  {
    operation: 'GET /api/v1/user/me',
    name: 'the same id every time',
    source: MEANING,
    request: get('/api/v1/user/me'),
    response: done({ ...USER, permissions: ['read:users'] }),
  },
  {
    operation: 'GET /api/v1/user/me',
    name: 'without a token',
    source: ERRORS,
    request: get('/api/v1/user/me', {}),
    response: failed(401, 'Failed to authenticate user', 'Unauthorized', { 'www-authenticate': 'Bearer' }),
  },
  {
    operation: 'GET /api/v1/user/me',
    name: 'without the permission',
    source: ERRORS,
    request: get('/api/v1/user/me', { authorization: 'Bearer {{plainToken}}' }),
    response: failed(403, 'Missing required scopes: read:users', 'Forbidden'),
  },
  {
    operation: 'GET /api/v1/user/{id}',
    name: 'a user by id, the bar as it is',
    source: DOCUMENT,
    request: get('/api/v1/user/{{id}}'),
    response: done(USER),
  },
  {
    operation: 'GET /api/v1/user/{id}',
    name: 'an id of nobody, the bar encoded',
    source: ERRORS,
    request: get('/api/v1/user/prov0%7C1234567890'),
    response: failed(404, 'User not found', 'Not Found'),
  },
  {
    operation: 'GET /api/v1/user/{id}',
    name: 'a malformed path',
    source: ERRORS,
    request: get('/api/v1/user/%zz'),
    response: failed(400, 'Failed to fetch user information', 'Bad Request'),
  },
  {
    operation: 'DELETE /api/v1/user/{id}',
    name: 'a method that is not there',
    source: 'dialects.md 7',
    request: { method: 'DELETE', path: '/api/v1/user/{{id}}', headers: AS_ADMIN },
    response: failed(405, 'This path does not have this method.', 'Method Not Allowed', {
      allow: 'GET, HEAD',
    }),
  },
  {
    operation: 'GET /api/v1/user',
    name: 'a path that is not there',
    source: 'dialects.md 7',
    request: get('/api/v1/user'),
    response: failed(404, 'There is nothing at this path.', 'Not Found'),
  },
];

const ROLES: Exchange[] = [
  {
    operation: 'POST /api/v1/user/{id}/roles',
    name: 'a further role',
    source: DOCUMENT,
    request: post('/api/v1/user/{{id}}/roles', { roles: ['{{role}}'], add: true }),
    response: done(SUMMARY),
  },
  {
    operation: 'POST /api/v1/user/{id}/roles',
    name: 'the same again changes nothing',
    source: MEANING,
    request: post('/api/v1/user/{{id}}/roles', { roles: ['{{role}}'], add: true }),
    response: done(SUMMARY),
  },
  {
    operation: 'POST /api/v1/user/{id}/roles',
    name: 'other roles instead, and what no longer is there is felt at once',
    source: DOCUMENT,
    request: post('/api/v1/user/{{id}}/roles', { roles: ['{{otherRole}}'], add: false }),
    response: done(SUMMARY),
  },
  {
    operation: 'GET /api/v1/user/me',
    name: 'after the role is gone',
    source: MEANING,
    request: get('/api/v1/user/me'),
    response: failed(403, 'Missing required scopes: read:users', 'Forbidden'),
  },
  {
    operation: 'POST /api/v1/user/{id}/roles',
    name: 'without add it replaces',
    source: MEANING,
    request: post('/api/v1/user/{{id}}/roles', { roles: ['{{johnsRole}}'] }),
    response: done(SUMMARY),
  },
  {
    operation: 'POST /api/v1/user/{id}/roles',
    name: 'a role that does not exist',
    source: MEANING,
    request: post('/api/v1/user/{{id}}/roles', { roles: ['rol_abCdeFghIjklMnmP'] }),
    response: failed(400, 'Failed to update user roles', 'Bad Request'),
  },
  {
    operation: 'POST /api/v1/user/{id}/roles',
    name: 'no roles',
    source: MEANING,
    request: post('/api/v1/user/{{id}}/roles', { add: true }),
    response: failed(400, 'Failed to update user roles', 'Bad Request'),
  },
  {
    operation: 'POST /api/v1/user/{id}/roles',
    name: 'broken JSON',
    source: 'dialects.md 7',
    request: post('/api/v1/user/{{id}}/roles', '{"roles":[', {
      ...AS_ADMIN,
      'content-type': 'application/json',
    }),
    response: failed(400, 'Failed to update user roles', 'Bad Request'),
  },
  {
    operation: 'POST /api/v1/user/{id}/roles',
    name: 'without the permission, of nobody',
    source: ERRORS,
    request: post('/api/v1/user/prov0|1234567890/roles', { roles: [] }, AS_JOHN),
    response: failed(403, 'Missing required scopes: update:users', 'Forbidden'),
  },
  {
    operation: 'POST /api/v1/user/{id}/roles',
    name: 'of nobody',
    source: ERRORS,
    request: post('/api/v1/user/prov0|1234567890/roles', { roles: [] }),
    response: failed(404, 'User not found', 'Not Found'),
  },
  {
    operation: 'GET /api/v1/organization/roles',
    name: 'without the permission',
    source: COMPLETED,
    request: get('/api/v1/organization/roles'),
    response: failed(403, 'Missing required scopes: read:organization', 'Forbidden'),
  },
];

export const bluebricksReplay: Replay = {
  dialect: 'Bluebricks',
  prepare,
  exchanges: [...READING, ...ROLES],
};
