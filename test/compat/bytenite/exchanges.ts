import { PASSWORD, type TestApp } from '../../support/create-test-app.js';
import { ok } from '../../support/people.js';
import type { Exchange, Replay, Variables } from '../replay.js';

const DOCUMENT = 'bytenite-user.txt';
const COMPLETED = 'dialects.md 1.2';
const ERRORS = 'dialects.md 1.1';
const MEANING = 'dialects.md 1.3';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
const ERROR_TYPE = { 'content-type': 'application/json', 'cache-control': 'no-store' };
const SIGNED_IN = { authorization: '{{token}}' };
const GENERIC = { ok: true, requestId: '', message: '', error: null };

const CONTACT = {
  company: 'ByteNite',
  jobTitle: 'Software Engineer',
  phoneNumber: '1234567890',
  address1: '1234 Main St',
  address2: 'Apt 123',
  city: 'San Francisco',
  state: 'CA',
  zip: '94107',
  country: 'United States',
};
const JOHN = {
  id: '{{id}}',
  createdAt: '<instant>',
  lastLogin: '<instant>',
  displayName: 'John Doe',
  email: '{{email}}',
  photoUrl: 'https://example.com/photo.jpg',
  providerId: 'password',
  emailVerified: false,
  customClaims: { role: 'user' },
  role: 'ROLE_NONE',
  firstName: 'John',
  lastName: 'Doe',
  contactInfo: CONTACT,
};

const refusal = (code: number, message: string, description: string) => ({
  ok: false,
  requestId: '<text>',
  message: 'Request failed',
  error: { code, message, description },
});

const transaction = (members: Record<string, unknown>, entity: Record<string, unknown>) => ({
  id: '<uuid>',
  createdAt: '<instant>',
  relatedEntity: entity,
  notes: '',
  transactionData: '',
  hash: '<sha256>',
  description: '',
  ...members,
  relatedEntityData: {
    ...entity,
    jobName: '',
    jobId: '',
    description: '',
    currency: 'CREDIT',
    currencyAmount: members.amount,
    exchangeRate: 1,
    couponCode: '',
    jobTemplate: '',
    ...(members.relatedEntityData as object | undefined),
  },
});
const TOP_UP = transaction(
  {
    accountFrom: 'service-issuance',
    accountTo: '{{walletId}}',
    amount: 12.34,
    transactionType: 'top_up',
    notes: 'Welcome',
    description: 'Welcome',
    balance: 12.34,
    relatedEntityData: { description: 'Welcome' },
  },
  { type: 'reference', id: 'order-1', name: '' },
);
const COUPON = transaction(
  {
    accountFrom: 'service-coupons',
    accountTo: '{{walletId}}',
    amount: 5,
    transactionType: 'coupon',
    balance: 17.34,
  },
  { type: 'coupon', id: '<uuid>', name: '' },
);

/** A person with a wallet, a key and a coupon. */
async function prepare(api: TestApp): Promise<Variables> {
  const person = await api.signUp({ firstName: 'John', lastName: 'Doe' });
  ok(await person.http.patch('/v1/users/me', { pictureUrl: 'https://example.com/photo.jpg' }));
  const key = ok(await person.http.post('/v1/api-keys', { name: 'Laptop' })).body;
  const other = ok(await person.http.post('/v1/api-keys', { name: 'Old laptop' })).body;
  const credit = { amount: '1234', currency: 'CREDIT', reason: 'Welcome', reference: 'order-1' };
  ok(
    await api.admin.post(`/v1/wallets/${person.id}/credits`, credit, {
      headers: { 'idempotency-key': 'welcome' },
    }),
  );
  const coupon = { amount: '500', currency: 'CREDIT', code: 'WELCOME-TO-BYTENITE', maxUses: 10 };
  ok(await api.admin.post('/v1/coupons', coupon));
  const wallet = ok(await person.http.get('/v1/wallets/me')).body;
  return {
    id: person.id,
    email: person.email,
    password: PASSWORD,
    jwt: person.accessToken,
    apiKey: key.key,
    keyId: key.id,
    otherKey: other.key,
    otherKeyId: other.id,
    walletId: wallet.id,
  };
}

const get = (path: string, headers: Record<string, string> = SIGNED_IN) => ({ method: 'GET', path, headers });
const post = (path: string, body: unknown, headers: Record<string, string> = SIGNED_IN) => ({
  method: 'POST',
  path,
  headers,
  body,
});

const ACCESS: Exchange[] = [
  {
    operation: 'POST /v1/auth/access_token',
    name: 'an API key becomes an access token',
    source: COMPLETED,
    request: post('/v1/auth/access_token', { apiKey: '{{apiKey}}' }, {}),
    response: {
      status: 200,
      headers: JSON_TYPE,
      body: { token: '<text>', expiresIn: '3600', scope: 'read:self update:self' },
    },
    captures: { token: 'token' },
  },
  {
    operation: 'POST /v1/auth/access_token',
    name: 'a bad key',
    source: COMPLETED,
    request: post('/v1/auth/access_token', { apiKey: 'lk_nothing' }, {}),
    response: {
      status: 401,
      headers: { ...ERROR_TYPE, 'www-authenticate': 'Bearer realm="bytenite"' },
      body: refusal(401, 'Unauthorized', 'The API key is not good.'),
    },
  },
  {
    operation: 'POST /v1/auth/access_token',
    name: 'no key',
    source: COMPLETED,
    request: post('/v1/auth/access_token', {}, {}),
    response: { status: 400, headers: ERROR_TYPE, body: refusal(400, 'Bad Request', 'apiKey is needed') },
  },
];

const USER: Exchange[] = [
  {
    operation: 'PATCH /v1/auth/user',
    name: 'the published request',
    source: `${DOCUMENT}, PATCH /v1/auth/user`,
    request: {
      method: 'PATCH',
      path: '/v1/auth/user',
      headers: SIGNED_IN,
      body: { contactInfo: CONTACT, firstName: 'John', lastName: 'Doe' },
    },
    response: { status: 200, headers: JSON_TYPE, body: { user: JOHN } },
  },
  {
    operation: 'GET /v1/auth/user',
    name: 'the published request',
    source: `${DOCUMENT}, GET /v1/auth/user`,
    request: get('/v1/auth/user'),
    response: { status: 200, headers: JSON_TYPE, body: { user: JOHN } },
  },
  {
    operation: 'GET /v1/auth/user',
    name: 'with Bearer before the token',
    source: ERRORS,
    request: get('/v1/auth/user', { authorization: 'Bearer {{token}}' }),
    response: { status: 200, body: { user: JOHN } },
  },
  {
    operation: 'GET /v1/auth/user',
    name: 'with an access token of our own API',
    source: 'dialects.md, decisions',
    request: get('/v1/auth/user', { authorization: '{{jwt}}' }),
    response: { status: 200, body: { user: JOHN } },
  },
  {
    operation: 'GET /v1/auth/user',
    name: 'with an API key instead of a token',
    source: ERRORS,
    request: get('/v1/auth/user', { authorization: '{{apiKey}}' }),
    response: {
      status: 401,
      headers: ERROR_TYPE,
      body: refusal(401, 'Unauthorized', 'The credential is malformed, expired or revoked. Sign in again.'),
    },
  },
  {
    operation: 'PATCH /v1/auth/user',
    name: 'absent members stay, other members are ignored',
    source: MEANING,
    request: {
      method: 'PATCH',
      path: '/v1/auth/user',
      headers: SIGNED_IN,
      body: {
        contactInfo: { city: 'Oakland' },
        role: 'ROLE_ADMIN',
        email: 'root@example.com',
        customClaims: { role: 'admin' },
        id: 'x',
      },
    },
    response: { status: 200, body: { user: { ...JOHN, contactInfo: { ...CONTACT, city: 'Oakland' } } } },
  },
  {
    operation: 'PATCH /v1/auth/user',
    name: 'a name that is no text',
    source: MEANING,
    request: { method: 'PATCH', path: '/v1/auth/user', headers: SIGNED_IN, body: { firstName: 7 } },
    response: {
      status: 400,
      headers: ERROR_TYPE,
      body: refusal(400, 'Bad Request', 'firstName must be a string'),
    },
  },
  {
    operation: 'GET /v1/auth/info',
    name: 'the version',
    source: COMPLETED,
    request: get('/v1/auth/info', {}),
    response: { status: 200, headers: JSON_TYPE, body: { version: { major: 1, minor: 0, tag: '' } } },
  },
];

const apiKey = (members: Record<string, unknown>) => ({
  id: '<uuid>',
  issuedAt: '<instant>',
  expiresAt: '<instant>',
  userId: '{{id}}',
  revoked: false,
  fingerprint: '<text>',
  ...members,
});

const KEYS: Exchange[] = [
  {
    operation: 'POST /v1/auth/api_key',
    name: 'a token that was bought with a key makes none',
    source: 'dialects.md 7',
    request: post('/v1/auth/api_key', { name: 'Another' }),
    response: {
      status: 403,
      headers: ERROR_TYPE,
      body: refusal(403, 'Forbidden', 'An API key may not do this. Sign in as the person it belongs to.'),
    },
  },
  {
    operation: 'POST /v1/auth/api_key',
    name: 'a key for an hour',
    source: COMPLETED,
    request: post(
      '/v1/auth/api_key',
      { name: 'Nightly', code: '123456', nonce: 'abc', duration: '3600' },
      { authorization: '{{jwt}}' },
    ),
    response: {
      status: 200,
      headers: JSON_TYPE,
      body: { token: '<text>', apiKey: apiKey({ name: 'Nightly' }) },
    },
    captures: { nightlyId: 'apiKey.id' },
  },
  {
    operation: 'POST /v1/auth/api_keys/{id}/revoke',
    name: 'one of the own',
    source: COMPLETED,
    request: post('/v1/auth/api_keys/{{nightlyId}}/revoke', {}, { authorization: '{{jwt}}' }),
    response: { status: 200, headers: JSON_TYPE, body: GENERIC },
  },
  {
    operation: 'POST /v1/auth/api_keys/{id}/revoke',
    name: 'none of the own',
    source: COMPLETED,
    request: post('/v1/auth/api_keys/{{id}}/revoke', {}, { authorization: '{{jwt}}' }),
    response: {
      status: 404,
      headers: ERROR_TYPE,
      body: refusal(404, 'Not Found', 'There is no such API key.'),
    },
  },
  {
    operation: 'GET /v1/auth/api_keys',
    name: 'all of them, never the keys',
    source: COMPLETED,
    request: get('/v1/auth/api_keys'),
    response: {
      status: 200,
      headers: JSON_TYPE,
      body: {
        apiKeys: [
          apiKey({ id: '{{otherKeyId}}', name: 'Old laptop' }),
          apiKey({ id: '{{keyId}}', name: 'Laptop' }),
          apiKey({ id: '{{nightlyId}}', name: 'Nightly', revoked: true }),
        ],
      },
    },
  },
];

const STORED = { secret: { id: 'backups', secretType: 's3', accessKey: 'AKIA', params: { region: 'eu' } } };

const SECRETS: Exchange[] = [
  {
    operation: 'POST /v1/auth/secrets',
    name: 'stored',
    source: COMPLETED,
    request: post('/v1/auth/secrets', { ...STORED, secretKey: 'wJalrXUtnFEMI' }),
    response: { status: 200, headers: JSON_TYPE, body: GENERIC },
  },
  {
    operation: 'POST /v1/auth/secrets',
    name: 'stored before',
    source: COMPLETED,
    request: post('/v1/auth/secrets', { ...STORED, secretKey: 'another' }),
    response: {
      status: 409,
      headers: ERROR_TYPE,
      body: refusal(409, 'Conflict', 'There is a secret of this type and id already.'),
    },
  },
  {
    operation: 'GET /v1/auth/secrets',
    name: 'of a type, never the value',
    source: COMPLETED,
    request: get('/v1/auth/secrets?secretType=s3'),
    response: {
      status: 200,
      headers: JSON_TYPE,
      body: {
        secrets: [
          {
            id: 'backups',
            secretType: 's3',
            name: '',
            accessKey: 'AKIA',
            expiresAt: null,
            params: { region: 'eu' },
          },
        ],
      },
    },
  },
  {
    operation: 'DELETE /v1/auth/secrets/{secretType}/{id}',
    name: 'deleted',
    source: COMPLETED,
    request: { method: 'DELETE', path: '/v1/auth/secrets/s3/backups', headers: SIGNED_IN },
    response: { status: 200, headers: JSON_TYPE, body: GENERIC },
  },
  {
    operation: 'DELETE /v1/auth/secrets/{secretType}/{id}',
    name: 'not there',
    source: COMPLETED,
    request: { method: 'DELETE', path: '/v1/auth/secrets/s3/backups', headers: SIGNED_IN },
    response: {
      status: 404,
      headers: ERROR_TYPE,
      body: refusal(404, 'Not Found', 'There is no such secret.'),
    },
  },
];

const WALLET: Exchange[] = [
  {
    operation: 'GET /v1/wallet/balance',
    name: 'in whole units',
    source: COMPLETED,
    request: get('/v1/wallet/balance'),
    response: {
      status: 200,
      headers: JSON_TYPE,
      body: { accountId: '{{walletId}}', totalBalance: 12.34, availableBalance: 12.34, amountDue: 0 },
    },
  },
  {
    operation: 'POST /v1/wallet/redeem_coupon',
    name: 'a good code',
    source: COMPLETED,
    request: post('/v1/wallet/redeem_coupon', { couponCode: 'WELCOME-TO-BYTENITE' }),
    response: { status: 200, headers: JSON_TYPE, body: { ...GENERIC, transaction: COUPON, amount: 5 } },
  },
  {
    operation: 'POST /v1/wallet/redeem_coupon',
    name: 'used already',
    source: COMPLETED,
    request: post('/v1/wallet/redeem_coupon', { couponCode: 'WELCOME-TO-BYTENITE' }),
    response: {
      status: 400,
      headers: ERROR_TYPE,
      body: refusal(400, 'Bad Request', 'You have used this code before.'),
    },
  },
  {
    operation: 'POST /v1/wallet/redeem_coupon',
    name: 'unknown',
    source: COMPLETED,
    request: post('/v1/wallet/redeem_coupon', { couponCode: 'NO-SUCH-CODE-AT-ALL' }),
    response: { status: 404, headers: ERROR_TYPE, body: refusal(404, 'Not Found', 'There is no such code.') },
  },
  {
    operation: 'GET /v1/wallet/transactions',
    name: 'the second of two',
    source: COMPLETED,
    request: get('/v1/wallet/transactions?pagination.limit=1&pagination.offset=1&orderBy=createdAt%20desc'),
    response: {
      status: 200,
      headers: JSON_TYPE,
      body: { pagination: { total: 2, offset: 1, hasPrevious: true, hasNext: false }, data: [TOP_UP] },
    },
  },
  {
    operation: 'POST /v1/wallet/transactions/filter',
    name: 'coupons only',
    source: COMPLETED,
    request: post('/v1/wallet/transactions/filter', {
      pagination: { limit: 10, offset: 0 },
      filters: [{ field: 'transactionType', condition: 'FILTER_CONDITION_EQ', value: 'coupon' }],
    }),
    response: {
      status: 200,
      headers: JSON_TYPE,
      body: { pagination: { total: 1, offset: 0, hasPrevious: false, hasNext: false }, data: [COUPON] },
    },
  },
  {
    operation: 'GET /v1/wallet/transactions/csv',
    name: 'as CSV',
    source: COMPLETED,
    request: get('/v1/wallet/transactions/csv'),
    response: { status: 200, headers: { 'content-type': 'text/csv; charset=utf-8' }, body: '<text>' },
  },
  {
    operation: 'GET /v1/wallet/exchange_rate',
    name: 'money in credits',
    source: COMPLETED,
    request: get('/v1/wallet/exchange_rate?currency=USD&currencyAmount=2.5'),
    response: {
      status: 200,
      headers: JSON_TYPE,
      body: { currency: 'USD', currencyAmount: 2.5, exchangeRate: 200, amount: 500 },
    },
  },
  {
    operation: 'GET /v1/wallet/exchange_rate',
    name: 'credits in money',
    source: COMPLETED,
    request: get('/v1/wallet/exchange_rate?currency=USD&amount=100'),
    response: {
      status: 200,
      body: { currency: 'USD', currencyAmount: 0.5, exchangeRate: 200, amount: 100 },
    },
  },
  {
    operation: 'GET /v1/wallet/exchange_rate',
    name: 'an unknown currency',
    source: COMPLETED,
    request: get('/v1/wallet/exchange_rate?currency=XXX'),
    response: {
      status: 400,
      headers: ERROR_TYPE,
      body: refusal(400, 'Bad Request', 'There is no exchange rate between these currencies.'),
    },
  },
];

const SIGN_OUT: Exchange[] = [
  {
    operation: 'POST /v1/auth/signout',
    name: 'ends the token',
    source: COMPLETED,
    request: post('/v1/auth/signout', {}),
    response: { status: 200, headers: JSON_TYPE, body: GENERIC },
  },
  {
    operation: 'GET /v1/auth/user',
    name: 'with the token that was given up',
    source: COMPLETED,
    request: get('/v1/auth/user'),
    response: {
      status: 401,
      headers: ERROR_TYPE,
      body: refusal(401, 'Unauthorized', 'The credential is malformed, expired or revoked. Sign in again.'),
    },
  },
];

export const byteNiteReplay: Replay = {
  dialect: 'ByteNite',
  prepare,
  exchanges: [...ACCESS, ...USER, ...KEYS, ...SECRETS, ...WALLET, ...SIGN_OUT],
};
