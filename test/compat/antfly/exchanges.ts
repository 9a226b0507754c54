import { ADMIN } from '../../support/create-test-app.js';
import type { Exchange, Replay, Variables } from '../replay.js';

const DOCUMENT = 'antfly-user.txt';
const OPERATIONS = 'dialects.md 5.3';
const CREDENTIALS = 'dialects.md 5.1';
const MEANING = 'dialects.md 5.4';

const HEADERS = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
const CHALLENGE = { 'www-authenticate': 'Basic, ApiKey, Bearer' };
const AS_ADMIN = { authorization: 'Basic {{admin}}' };
const AS_JOHN = { authorization: 'Basic {{john}}' };
const USERS = '/api/v1/users';
const JOHN = '/api/v1/users/johndoe';
const ORDERS = { resource: 'orders_table', resource_type: 'table', type: 'read' };
const DETAIL = { username: 'johndoe', password_hash: '<text>' };

const base64 = (text: string) => Buffer.from(text).toString('base64');

function prepare(): Promise<Variables> {
  return Promise.resolve({
    admin: base64(`${ADMIN.username}:${ADMIN.password}`),
    john: base64('johndoe:s3cr3tP@sswOrd'),
    johnAfter: base64('johndoe:newS3cr3tP@sswOrd'),
    wrong: base64('johndoe:not the password'),
    malformed: base64('no colon'),
  });
}

const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = AS_ADMIN) => ({
  method,
  path,
  headers,
  ...(body === undefined ? {} : { body }),
});
const answer = (status: number, body: unknown) => ({ status, headers: HEADERS, body });
const empty = { status: 204, headers: { 'content-type': null, 'cache-control': 'no-store' }, body: '' };
const failed = (status: number, error: string, headers: Record<string, string> = {}) => ({
  status,
  headers: { ...HEADERS, ...headers },
  body: { error },
});

const CREATING: Exchange[] = [
  {
    operation: 'GET /api/v1/users/{userName}',
    name: 'a user who is not there',
    source: DOCUMENT,
    request: ask('GET', JOHN),
    response: failed(404, 'user not found'),
  },
  {
    operation: 'POST /api/v1/users/{userName}',
    name: 'a policy with an unknown type makes no user',
    source: MEANING,
    request: ask('POST', JOHN, {
      password: 's3cr3tP@sswOrd',
      initial_policies: [{ ...ORDERS, type: 'own' }],
    }),
    response: failed(400, 'Invalid permission_type: own'),
  },
  {
    operation: 'POST /api/v1/users/{userName}',
    name: 'a new user; the name of the path counts',
    source: DOCUMENT,
    request: ask('POST', JOHN, {
      username: 'somebodyelse',
      password: 's3cr3tP@sswOrd',
      initial_policies: [ORDERS],
    }),
    response: answer(201, DETAIL),
    captures: { hash: 'password_hash' },
  },
  {
    operation: 'POST /api/v1/users/{userName}',
    name: 'a name that is taken',
    source: OPERATIONS,
    request: ask('POST', JOHN, { password: 's3cr3tP@sswOrd' }),
    response: failed(409, 'user already exists'),
  },
  {
    operation: 'POST /api/v1/users/{userName}',
    name: 'no password',
    source: OPERATIONS,
    request: ask('POST', `${USERS}/janedoe`, { username: 'janedoe' }),
    response: failed(400, 'Username and password are required'),
  },
  {
    operation: 'POST /api/v1/users/{userName}',
    name: 'broken JSON',
    source: OPERATIONS,
    request: ask('POST', `${USERS}/janedoe`, '{"password":', {
      ...AS_ADMIN,
      'content-type': 'application/json',
    }),
    response: failed(400, 'Invalid request body: The body is not valid JSON.'),
  },
  {
    operation: 'POST /api/v1/users/{userName}',
    name: 'a reserved name',
    source: MEANING,
    request: ask('POST', `${USERS}/me`, { password: 's3cr3tP@sswOrd' }),
    response: failed(
      400,
      'username has 1 to 64 characters without blanks or @, is not a reserved word and is not shaped like an id',
    ),
  },
];

const READING: Exchange[] = [
  {
    operation: 'GET /api/v1/users/me',
    name: 'the caller, by user name and password',
    source: DOCUMENT,
    request: ask('GET', `${USERS}/me`, undefined, AS_JOHN),
    response: answer(200, { username: 'johndoe', permissions: [ORDERS] }),
  },
  {
    operation: 'GET /api/v1/users/me',
    name: 'without a credential',
    source: CREDENTIALS,
    request: ask('GET', `${USERS}/me`, undefined, {}),
    response: failed(401, 'Unauthorized', CHALLENGE),
  },
  {
    operation: 'GET /api/v1/users/me',
    name: 'with a wrong password',
    source: CREDENTIALS,
    request: ask('GET', `${USERS}/me`, undefined, { authorization: 'Basic {{wrong}}' }),
    response: failed(401, 'Unauthorized', CHALLENGE),
  },
  {
    operation: 'GET /api/v1/users/me',
    name: 'with a key that is none',
    source: CREDENTIALS,
    request: ask('GET', `${USERS}/me`, undefined, { authorization: 'Bearer {{malformed}}' }),
    response: failed(401, 'Unauthorized', CHALLENGE),
  },
  {
    operation: 'GET /api/v1/users',
    name: 'everybody',
    source: DOCUMENT,
    request: ask('GET', USERS),
    response: answer(200, [{ username: 'admin' }, { username: 'johndoe' }]),
  },
  {
    operation: 'GET /api/v1/users',
    name: 'without the permission',
    source: CREDENTIALS,
    request: ask('GET', USERS, undefined, AS_JOHN),
    response: failed(403, 'Forbidden'),
  },
  {
    operation: 'GET /api/v1/users/{userName}',
    name: 'a user',
    source: DOCUMENT,
    request: ask('GET', JOHN),
    response: answer(200, { username: 'johndoe', password_hash: '{{hash}}' }),
  },
  {
    operation: 'PATCH /api/v1/users/{userName}',
    name: 'a method that is not there',
    source: 'dialects.md 7',
    request: ask('PATCH', JOHN),
    response: failed(405, 'This path does not have this method.', { allow: 'GET, HEAD, POST, DELETE' }),
  },
  {
    operation: 'GET /api/v1/users/{userName}/groups',
    name: 'a path that is not there',
    source: 'dialects.md 7',
    request: ask('GET', `${JOHN}/groups`),
    response: failed(404, 'There is nothing at this path.'),
  },
];

const PERMISSIONS: Exchange[] = [
  {
    operation: 'GET /api/v1/users/{userName}/permissions',
    name: 'what a user may do',
    source: OPERATIONS,
    request: ask('GET', `${JOHN}/permissions`),
    response: answer(200, [ORDERS]),
  },
  {
    operation: 'POST /api/v1/users/{userName}/permissions',
    name: 'a further permission',
    source: OPERATIONS,
    request: ask('POST', `${JOHN}/permissions`, { ...ORDERS, type: 'write' }),
    response: answer(201, { message: 'Permission added successfully' }),
  },
  {
    operation: 'POST /api/v1/users/{userName}/permissions',
    name: 'an unknown kind of resource',
    source: OPERATIONS,
    request: ask('POST', `${JOHN}/permissions`, { ...ORDERS, resource_type: 'view' }),
    response: failed(400, 'Invalid resource_type: view'),
  },
  {
    operation: 'POST /api/v1/users/{userName}/permissions',
    name: 'of a user who is not there',
    source: OPERATIONS,
    request: ask('POST', `${USERS}/janedoe/permissions`, ORDERS),
    response: failed(404, 'user not found'),
  },
  {
    operation: 'GET /api/v1/users/{userName}/permissions',
    name: 'what an administrator may do',
    source: 'product.md 3',
    request: ask('GET', `${USERS}/admin/permissions`),
    response: answer(
      200,
      ['read', 'write', 'admin'].map((type) => ({ resource: '*', resource_type: '*', type })),
    ),
  },
  {
    operation: 'DELETE /api/v1/users/{userName}/permissions',
    name: 'the last administrator stays',
    source: MEANING,
    request: ask('DELETE', `${USERS}/admin/permissions?resource=*&resourceType=*`),
    response: failed(400, 'This is the last administrator. Make somebody else one first.'),
  },
];

const KEYS: Exchange[] = [
  {
    operation: 'POST /api/v1/users/{userName}/api-keys',
    name: 'a key for a part of what the user may do',
    source: OPERATIONS,
    request: ask('POST', `${JOHN}/api-keys`, { name: 'export', expires_in: '720h', permissions: [ORDERS] }),
    response: answer(201, {
      key_id: '<text>',
      name: 'export',
      username: 'johndoe',
      permissions: [ORDERS],
      created_at: '<instant>',
      expires_at: '<instant>',
      key_secret: '<text>',
      encoded: '<text>',
    }),
    captures: { keyId: 'key_id', encoded: 'encoded' },
  },
  {
    operation: 'POST /api/v1/users/{userName}/api-keys',
    name: 'without a name',
    source: OPERATIONS,
    request: ask('POST', `${JOHN}/api-keys`, {}),
    response: failed(400, 'Name is required'),
  },
  {
    operation: 'POST /api/v1/users/{userName}/api-keys',
    name: 'for more than the user may do',
    source: OPERATIONS,
    request: ask('POST', `${JOHN}/api-keys`, { name: 'x', permissions: [{ ...ORDERS, type: 'admin' }] }),
    response: failed(
      403,
      'The key would reach beyond the permissions of its owner, who lacks admin:table/orders_table.',
    ),
  },
  {
    operation: 'GET /api/v1/users/{userName}/api-keys',
    name: 'keys without their secrets',
    source: OPERATIONS,
    request: ask('GET', `${JOHN}/api-keys`),
    response: answer(200, [
      {
        key_id: '{{keyId}}',
        name: 'export',
        username: 'johndoe',
        permissions: [ORDERS],
        created_at: '<instant>',
        expires_at: '<instant>',
      },
    ]),
  },
  {
    operation: 'GET /api/v1/users/me',
    name: 'the caller, by a key',
    source: CREDENTIALS,
    request: ask('GET', `${USERS}/me`, undefined, { authorization: 'ApiKey {{encoded}}' }),
    response: answer(200, { username: 'johndoe', permissions: [ORDERS] }),
  },
  {
    operation: 'PUT /api/v1/users/{userName}/password',
    name: 'a new password',
    source: DOCUMENT,
    request: ask('PUT', `${JOHN}/password`, { new_password: 'newS3cr3tP@sswOrd' }),
    response: answer(200, { message: 'Operation completed successfully' }),
  },
  {
    operation: 'PUT /api/v1/users/{userName}/password',
    name: 'an empty one',
    source: OPERATIONS,
    request: ask('PUT', `${JOHN}/password`, {}),
    response: failed(400, 'New password cannot be empty'),
  },
  {
    operation: 'GET /api/v1/users/me',
    name: 'the old password opens nothing',
    source: MEANING,
    request: ask('GET', `${USERS}/me`, undefined, AS_JOHN),
    response: failed(401, 'Unauthorized', CHALLENGE),
  },
  {
    operation: 'GET /api/v1/users/me',
    name: 'keys outlive the password',
    source: MEANING,
    request: ask('GET', `${USERS}/me`, undefined, { authorization: 'Bearer {{encoded}}' }),
    response: answer(200, { username: 'johndoe', permissions: [ORDERS] }),
  },
];

const REMOVING: Exchange[] = [
  {
    operation: 'DELETE /api/v1/users/{userName}/api-keys/{keyId}',
    name: 'a key',
    source: OPERATIONS,
    request: ask('DELETE', `${JOHN}/api-keys/{{keyId}}`),
    response: empty,
  },
  {
    operation: 'DELETE /api/v1/users/{userName}/api-keys/{keyId}',
    name: 'a key that is gone',
    source: OPERATIONS,
    request: ask('DELETE', `${JOHN}/api-keys/{{keyId}}`),
    response: failed(404, 'There is no such API key.'),
  },
  {
    operation: 'DELETE /api/v1/users/{userName}/permissions',
    name: 'all permissions on a resource',
    source: OPERATIONS,
    request: ask('DELETE', `${JOHN}/permissions?resource=orders_table&resourceType=table`),
    response: empty,
  },
  {
    operation: 'DELETE /api/v1/users/{userName}/permissions',
    name: 'permissions that are gone',
    source: OPERATIONS,
    request: ask('DELETE', `${JOHN}/permissions?resource=orders_table&resourceType=table`),
    response: failed(404, 'The account does not have this grant.'),
  },
  {
    operation: 'GET /api/v1/users/me',
    name: 'who may do nothing',
    source: DOCUMENT,
    request: ask('GET', `${USERS}/me`, undefined, { authorization: 'Basic {{johnAfter}}' }),
    response: answer(200, { username: 'johndoe', permissions: [] }),
  },
  {
    operation: 'DELETE /api/v1/users/{userName}',
    name: 'a user',
    source: DOCUMENT,
    request: ask('DELETE', JOHN),
    response: empty,
  },
  {
    operation: 'DELETE /api/v1/users/{userName}',
    name: 'a user who is gone',
    source: DOCUMENT,
    request: ask('DELETE', JOHN),
    response: failed(404, 'user not found'),
  },
];

export const antflyReplay: Replay = {
  dialect: 'Antfly',
  prepare,
  exchanges: [...CREATING, ...READING, ...PERMISSIONS, ...KEYS, ...REMOVING],
};
