import { randomBytes } from 'node:crypto';
import { createClient } from '../../support/applications.js';
import { ADMIN, type TestApp } from '../../support/create-test-app.js';
import type { Exchange, Replay, Variables } from '../replay.js';

const DOCUMENT = 'tag-user.txt';
const TOKENS = 'dialects.md 4.3';
const MEANING = 'dialects.md 4.5';
const VALIDATION = 'dialects.md 4.4';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
const ERROR_TYPE = { 'content-type': 'application/json', 'cache-control': 'no-store' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const SIGNED_IN = { authorization: 'Bearer {{token}}' };
const AS_CLIENT = { authorization: 'Bearer {{clientToken}}' };
const CLIENT = { client_id: '{{clientId}}', client_secret: '{{clientSecret}}' };
const NEW_PASSWORD = 'another horse battery';

const GIOVANNI = {
  firstName: 'Giovanni',
  lastName: 'Satellite',
  email: '{{email}}',
  phone: '0123456789',
  username: '{{email}}',
};

/** An application with a client for all grants, and one for a single grant. */
async function prepare(api: TestApp): Promise<Variables> {
  const client = await createClient(api, ['client_credentials', 'password', 'refresh_token']);
  const limited = await createClient(api, ['client_credentials'], client.application);
  return {
    email: `giovanni-${randomBytes(3).toString('hex')}@example.com`,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    limitedId: limited.client_id,
    limitedSecret: limited.client_secret,
    adminEmail: ADMIN.email,
    adminPassword: ADMIN.password,
    basic: Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64'),
  };
}

const token = (
  name: string,
  body: unknown,
  response: Exchange['response'],
  more: { captures?: Record<string, string>; headers?: Record<string, string> } = {},
): Exchange => ({
  operation: 'POST /oauth/v2/token',
  name,
  source: TOKENS,
  request: { method: 'POST', path: '/oauth/v2/token', headers: more.headers, body },
  response,
  captures: more.captures,
});
const user = (
  name: string,
  source: string,
  [method, path]: [string, string],
  { body, headers }: { body?: unknown; headers?: Record<string, string> },
  response: Exchange['response'],
): Exchange => ({
  operation: `${method} ${path.replace('/api/v5', '').replace('.json', '')}`,
  name,
  source,
  request: { method, path, headers, body },
  response,
});

const GRANTED = {
  access_token: '<text>',
  expires_in: 3600,
  token_type: 'bearer',
  scope: null,
  refresh_token: '<text>',
};
const refused = (error: string, description: string, status = 400): Exchange['response'] => ({
  status,
  headers: ERROR_TYPE,
  body: { error, error_description: description },
});
const invalid = (children: Record<string, object>): Exchange['response'] => ({
  status: 400,
  headers: ERROR_TYPE,
  body: { code: 400, message: 'Validation Failed', errors: { children } },
});
const NONE = { email: {}, password: {}, firstName: {}, lastName: {}, phone: {} };
const UNAUTHENTICATED = 'Bearer realm="Service"';

const CLIENTS: Exchange[] = [
  token(
    'a client for itself',
    { grant_type: 'client_credentials', ...CLIENT },
    {
      status: 200,
      headers: { ...JSON_TYPE, pragma: 'no-cache' },
      body: { access_token: '<text>', expires_in: 3600, token_type: 'bearer', scope: null },
    },
    { captures: { clientToken: 'access_token' } },
  ),
  token('no grant', CLIENT, refused('invalid_request', 'Invalid grant_type parameter or parameter missing')),
  token(
    'no client',
    { grant_type: 'client_credentials' },
    refused('invalid_client', 'Client id was not found in the headers or body'),
  ),
  token(
    'a wrong secret',
    { grant_type: 'client_credentials', client_id: '{{clientId}}', client_secret: 'wrong' },
    refused('invalid_client', 'The client credentials are invalid'),
  ),
  token(
    'a grant that is not the client’s',
    {
      grant_type: 'password',
      client_id: '{{limitedId}}',
      client_secret: '{{limitedSecret}}',
      username: 'x',
      password: 'y',
    },
    refused('unauthorized_client', 'The grant type is unauthorized for this client_id'),
  ),
];

const SIGN_UP: Exchange[] = [
  user(
    'the published request, but for its short password',
    `${DOCUMENT}, POST /user/new`,
    ['POST', '/user/new'],
    {
      headers: AS_CLIENT,
      body: {
        firstName: 'Giovanni',
        lastName: 'Satellite',
        email: '{{email}}',
        phone: '0123456789',
        password: 'correct horse battery',
        roles: ['ROLE_ADMIN'],
        admin: true,
      },
    },
    { status: 200, headers: JSON_TYPE, body: GIOVANNI },
  ),
  user(
    'the published request word for word',
    `${DOCUMENT}, POST /user/new`,
    ['POST', '/user/new'],
    {
      headers: AS_CLIENT,
      body: {
        firstName: 'Giovanni',
        lastName: 'Satellite',
        email: 'giovanni@example.com',
        phone: '0123456789',
        password: 'abc123',
      },
    },
    invalid({ ...NONE, password: { errors: ['A password has at least 8 characters.'] } }),
  ),
  user(
    'an address that is taken, in other letters',
    MEANING,
    ['POST', '/api/v5/user/new.json'],
    { headers: AS_CLIENT, body: { email: '  {{email}} ', password: NEW_PASSWORD } },
    invalid({ ...NONE, email: { errors: ['This value is already used.'] } }),
  ),
  user(
    'nothing',
    VALIDATION,
    ['POST', '/user/new'],
    { headers: AS_CLIENT, body: {} },
    invalid({
      ...NONE,
      email: { errors: ['This value is needed.'] },
      password: { errors: ['This value is needed.'] },
    }),
  ),
  user(
    'without a token, where clients have them',
    'dialects.md 4.2',
    ['POST', '/user/new'],
    { body: { email: 'nobody@example.com', password: NEW_PASSWORD } },
    {
      status: 401,
      headers: { ...ERROR_TYPE, 'www-authenticate': UNAUTHENTICATED },
      body: { error: 'access_denied', error_description: 'OAuth2 authentication required' },
    },
  ),
];

const PASSWORDS: Exchange[] = [
  token(
    'by password, as a form, the client by Basic',
    'grant_type=password&username={{email}}&password=correct+horse+battery',
    { status: 200, headers: JSON_TYPE, body: GRANTED },
    {
      headers: { ...FORM, authorization: 'Basic {{basic}}' },
      captures: { token: 'access_token', refresh: 'refresh_token' },
    },
  ),
  token(
    'a wrong password',
    { grant_type: 'password', ...CLIENT, username: '{{email}}', password: 'wrong password' },
    refused('invalid_grant', 'Invalid username and password combination'),
  ),
  token(
    'an administrator',
    { grant_type: 'password', ...CLIENT, username: '{{adminEmail}}', password: '{{adminPassword}}' },
    refused('invalid_grant', 'Invalid username and password combination'),
  ),
  token(
    'no password',
    { grant_type: 'password', ...CLIENT, username: '{{email}}' },
    refused('invalid_request', 'Missing parameters. "username" and "password" required'),
  ),
];

const ME: Exchange[] = [
  user(
    'the published request',
    `${DOCUMENT}, GET /user/me`,
    ['GET', '/user/me'],
    { headers: SIGNED_IN },
    {
      status: 200,
      headers: JSON_TYPE,
      body: GIOVANNI,
    },
  ),
  user(
    'at its URI',
    'dialects.md 4.1',
    ['GET', '/api/v5/user/me.json'],
    { headers: SIGNED_IN },
    {
      status: 200,
      headers: JSON_TYPE,
      body: GIOVANNI,
    },
  ),
  user(
    'with a token of a client',
    MEANING,
    ['GET', '/user/me'],
    { headers: AS_CLIENT },
    {
      status: 403,
      headers: ERROR_TYPE,
      body: {
        error: 'access_denied',
        error_description:
          'This is a token of an OAuth client, for which nobody signed in. Sign in as a person.',
      },
    },
  ),
  user(
    'without a token',
    TOKENS,
    ['GET', '/user/me'],
    {},
    {
      status: 401,
      headers: { ...ERROR_TYPE, 'www-authenticate': UNAUTHENTICATED },
      body: { error: 'access_denied', error_description: 'OAuth2 authentication required' },
    },
  ),
  user(
    'with a bad token',
    TOKENS,
    ['GET', '/user/me'],
    { headers: { authorization: 'Bearer nothing' } },
    {
      status: 401,
      headers: {
        ...ERROR_TYPE,
        'www-authenticate': `${UNAUTHENTICATED}, error="invalid_grant", error_description="The access token provided is invalid."`,
      },
      body: { error: 'invalid_grant', error_description: 'The access token provided is invalid.' },
    },
  ),
  user(
    'the published request, but for its short password',
    `${DOCUMENT}, PUT /user/me`,
    ['PUT', '/user/me'],
    {
      headers: SIGNED_IN,
      body: {
        firstName: 'Giovanni',
        lastName: 'Satellite',
        email: 'somebody-else@example.com',
        phone: '0123456789',
        password: NEW_PASSWORD,
      },
    },
    { status: 200, headers: JSON_TYPE, body: GIOVANNI },
  ),
  user(
    'the access token lives on',
    MEANING,
    ['GET', '/user/me'],
    { headers: SIGNED_IN },
    {
      status: 200,
      body: GIOVANNI,
    },
  ),
  token(
    'the refresh token does not',
    { grant_type: 'refresh_token', ...CLIENT, refresh_token: '{{refresh}}' },
    refused('invalid_grant', 'Invalid refresh token'),
  ),
  user(
    'an empty password',
    `${DOCUMENT}, tip`,
    ['PUT', '/user/me'],
    { headers: SIGNED_IN, body: { password: '' } },
    invalid({
      firstName: {},
      lastName: {},
      phone: {},
      password: { errors: ['A password has at least 8 characters.'] },
    }),
  ),
  user(
    'a password that is null',
    MEANING,
    ['PUT', '/api/v5/user/me.json'],
    { headers: SIGNED_IN, body: { password: null } },
    invalid({
      firstName: {},
      lastName: {},
      phone: {},
      password: { errors: ['This value must be a string.'] },
    }),
  ),
  user(
    'what is left out is cleared',
    MEANING,
    ['PUT', '/user/me'],
    { headers: SIGNED_IN, body: { firstName: 'Giovanni' } },
    { status: 200, body: { ...GIOVANNI, lastName: null, phone: null } },
  ),
];

const REFRESHES: Exchange[] = [
  token(
    'by the new password',
    { grant_type: 'password', ...CLIENT, username: '{{email}}', password: NEW_PASSWORD },
    { status: 200, headers: JSON_TYPE, body: GRANTED },
    { captures: { refresh: 'refresh_token' } },
  ),
  token(
    'by refresh token',
    { grant_type: 'refresh_token', ...CLIENT, refresh_token: '{{refresh}}' },
    { status: 200, headers: JSON_TYPE, body: GRANTED },
    { captures: { token: 'access_token', successor: 'refresh_token' } },
  ),
  token(
    'the same again within ten seconds gets the same successor',
    { grant_type: 'refresh_token', ...CLIENT, refresh_token: '{{refresh}}' },
    { status: 200, body: { ...GRANTED, refresh_token: '{{successor}}' } },
  ),
  token(
    'no refresh token',
    { grant_type: 'refresh_token', ...CLIENT },
    refused('invalid_request', 'No "refresh_token" parameter found'),
  ),
  token(
    'a bad refresh token',
    { grant_type: 'refresh_token', ...CLIENT, refresh_token: 'nothing' },
    refused('invalid_grant', 'Invalid refresh token'),
  ),
  user(
    'a password, with a token that was given for a refresh token',
    'security-baseline.md 3',
    ['PUT', '/user/me'],
    { headers: SIGNED_IN, body: { password: 'yet another horse' } },
    {
      status: 403,
      headers: ERROR_TYPE,
      body: {
        error: 'access_denied',
        error_description: 'This needs a sign-in of the last 5 minutes. Sign in again and repeat.',
      },
    },
  ),
];

const EDGES: Exchange[] = [
  user(
    'nothing there',
    'dialects.md 7',
    ['GET', '/api/v5/nothing.json'],
    {},
    {
      status: 404,
      headers: ERROR_TYPE,
      body: { code: 404, message: 'There is nothing at this path.' },
    },
  ),
  user(
    'another method',
    'dialects.md 7',
    ['DELETE', '/user/me'],
    {},
    {
      status: 405,
      headers: { ...ERROR_TYPE, allow: 'GET, HEAD, PUT' },
      body: { code: 405, message: 'This path does not have this method.' },
    },
  ),
  user(
    'broken JSON',
    'dialects.md 7',
    ['PUT', '/user/me'],
    { headers: SIGNED_IN, body: '{"firstName":' },
    { status: 400, headers: ERROR_TYPE, body: { code: 400, message: '<text>' } },
  ),
];

export const tagReplay: Replay = {
  dialect: 'TAG',
  prepare,
  exchanges: [...CLIENTS, ...SIGN_UP, ...PASSWORDS, ...ME, ...REFRESHES, ...EDGES],
};
