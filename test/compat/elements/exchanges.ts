import type { TestApp } from '../../support/create-test-app.js';
import { ok } from '../../support/people.js';
import type { Exchange, Replay, Variables } from '../replay.js';
import { REST, signIn, signUpPlayer, superuser } from './support.js';

const DOCUMENT = 'elements-user-and-profiles.txt';
const ERRORS = 'dialects.md 3.2';
const MODELS = 'dialects.md 3.3';
const LEVELS = 'dialects.md 3.4';
const SESSIONS = 'dialects.md 3.5';
const PROVIDERS = 'dialects.md 3.6';
const PROFILES = 'dialects.md 3.7';
const APPLICATIONS = 'dialects.md 3.8';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
const ADA = { authorization: '{{secret}}' };
const ROOT = { authorization: 'Bearer {{rootSecret}}' };

async function prepare(api: TestApp): Promise<Variables> {
  const root = await superuser(api);
  const game = ok(await root.post(`${REST}/application`, { name: 'chess', description: 'A game' })).body;
  const profiles = [{ applicationId: 'chess', displayName: 'Ada' }];
  const created = { name: 'ada', email: 'ada@example.com', password: 'correct-horse-battery', profiles };
  const ada = await signUpPlayer(api, created);
  const { body } = ok(await ada.http.get(`${REST}/profile?user=me`));
  return {
    rootSecret: await signIn(api.http, 'admin', 'a password for tests'),
    id: ada.id,
    secret: ada.secret,
    secondSecret: await signIn(api.http, ada.name, ada.password),
    applicationId: game.id,
    profileId: body.objects[0].id,
  };
}

const request = (method: string, path: string, body?: unknown, headers: Record<string, string> = ADA) => ({
  method,
  path: REST + path,
  headers,
  ...(body !== undefined && { body }),
});
const answer = (body: unknown, status = 200) => ({ status, headers: JSON_TYPE, body });
const nothing = { status: 204, body: '' };
const refused = (...faults: string[]) =>
  answer(
    { code: 'INVALID_DATA', message: 'The request is not valid.', validationFailureMessages: faults },
    400,
  );

const MEMBERS = {
  id: '{{id}}',
  name: 'ada',
  firstName: null,
  lastName: null,
  email: 'ada@example.com',
  primaryPhoneNb: null,
  level: 'USER',
  active: true,
  facebookId: null,
  firebaseId: null,
  appleSignInId: null,
};
const USER = { ...MEMBERS, googleSignInId: null, externalUserId: null };
const CHANGED = { ...USER, firstName: 'Ada', lastName: 'Lovelace', primaryPhoneNb: '+12125550100' };
const APPLICATION = {
  id: '{{applicationId}}',
  name: 'chess',
  description: 'A game',
  scriptRepoUrl: null,
  httpDocumentationUrl: null,
  httpDocumentationUiUrl: null,
  httpTunnelEndpointUrl: null,
  attributes: null,
  applicationConfiguration: null,
};
const profileOf = (user: object, lastLogin: number | string) => ({
  id: '{{profileId}}',
  user,
  application: APPLICATION,
  imageUrl: null,
  imageObject: null,
  displayName: 'Ada',
  metadata: {},
  lastLogin,
});
const NOBODY = {
  ...USER,
  id: null,
  name: '',
  email: '',
  primaryPhoneNb: '',
  level: 'UNPRIVILEGED',
  active: false,
};
const NULLS = {
  name: null,
  email: null,
  primaryPhoneNb: null,
  firstName: null,
  lastName: null,
  password: null,
  level: 'UNPRIVILEGED',
};
const NULL_PROFILES = [{ applicationId: null, displayName: null, imageUrl: null }];

const creation = (path: string, name: string): Exchange[] => [
  {
    operation: `POST /api/rest${path}`,
    name: 'the published example: a profile needs an application',
    source: DOCUMENT,
    request: request('POST', path, { ...NULLS, profiles: NULL_PROFILES }, {}),
    response: refused('profiles[0].applicationId - must be a string'),
  },
  {
    operation: `POST /api/rest${path}`,
    name: 'the published example without its profile creates a user',
    source: `${DOCUMENT}, ${MODELS}`,
    request: request('POST', path, { ...NULLS, profiles: null }, {}),
    response: answer({
      ...MEMBERS,
      id: '<text>',
      name: '<text>',
      email: '<text>',
      password: '<text>',
      profiles: [],
    }),
  },
  {
    operation: `POST /api/rest${path}`,
    name: 'a password of one’s own does not come back',
    source: MODELS,
    request: request(
      'POST',
      path,
      { name, email: `${name}@example.com`, password: 'correct-horse-battery' },
      {},
    ),
    response: answer({
      ...MEMBERS,
      id: '<text>',
      name,
      email: `${name}@example.com`,
      password: null,
      profiles: [],
    }),
  },
  {
    operation: `POST /api/rest${path}`,
    name: 'a name that is taken',
    source: LEVELS,
    request: request('POST', path, { name: 'ada' }, {}),
    response: answer({ code: 'DUPLICATE', message: 'An account with this user name exists already.' }, 409),
  },
];

const USERS: Exchange[] = [
  {
    operation: 'GET /api/rest/user/{name}',
    name: 'by id',
    source: DOCUMENT,
    request: request('GET', '/user/{{id}}'),
    response: answer(USER),
  },
  {
    operation: 'GET /api/rest/user/{name}',
    name: 'by e-mail address',
    source: DOCUMENT,
    request: request('GET', '/user/ada@example.com'),
    response: answer(USER),
  },
  {
    operation: 'GET /api/rest/user/{name}',
    name: 'somebody else',
    source: LEVELS,
    request: request('GET', '/user/admin'),
    response: answer({ code: 'NOT_FOUND', message: 'User with id admin not found.' }, 404),
  },
  {
    operation: 'GET /api/rest/user/{name}',
    name: 'with a session that is none',
    source: 'dialects.md 3.1',
    request: request('GET', '/user/me', undefined, { authorization: 'YOUR_API_KEY' }),
    response: answer({ code: 'FORBIDDEN', message: 'Session not valid.' }, 403),
  },
  {
    operation: 'GET /api/rest/user/me',
    name: 'the caller',
    source: DOCUMENT,
    request: request('GET', '/user/me'),
    response: answer(USER),
  },
  {
    operation: 'GET /api/rest/user/me',
    name: 'nobody in particular',
    source: LEVELS,
    request: request('GET', '/user/me', undefined, {}),
    response: answer(NOBODY),
  },
  {
    operation: 'GET /api/rest/user',
    name: 'users find themselves',
    source: LEVELS,
    request: request('GET', '/user?offset=0&count=20&search=whatever'),
    response: answer({ offset: 0, total: 1, approximation: false, objects: [USER] }),
  },
  {
    operation: 'GET /api/rest/user',
    name: 'superusers search',
    source: DOCUMENT,
    request: request('GET', '/user?offset=0&count=20&search=ada@ex', undefined, ROOT),
    response: answer({ offset: 0, total: 1, approximation: false, objects: [USER] }),
  },
  {
    operation: 'GET /api/rest/user',
    name: 'a negative offset',
    source: LEVELS,
    request: request('GET', '/user?offset=-1'),
    response: answer({ code: 'INVALID_PARAMETER', message: 'Offset must have positive value.' }, 400),
  },
  ...creation('/user', 'grace'),
  ...creation('/signup', 'alan'),
  {
    operation: 'PUT /api/rest/user/{userId}',
    name: 'the published example: name and address are needed',
    source: DOCUMENT,
    request: request('PUT', '/user/{{id}}', NULLS),
    response: refused('name - must be a string', 'email - must be a string'),
  },
  {
    operation: 'PUT /api/rest/user/{userId}',
    name: 'the caller changes; level and password stay',
    source: LEVELS,
    request: request('PUT', '/user/{{id}}', {
      name: 'ada',
      email: 'ada@example.com',
      primaryPhoneNb: '+1 (212) 555-0100',
      firstName: 'Ada',
      lastName: 'Lovelace',
      password: 'another-good-password',
      level: 'SUPERUSER',
    }),
    response: answer(CHANGED),
  },
  {
    operation: 'PUT /api/rest/user/{userId}/password',
    name: 'the published example: both passwords are needed',
    source: DOCUMENT,
    request: request('PUT', '/user/{{id}}/password', {
      oldPassword: null,
      newPassword: null,
      profileId: null,
    }),
    response: refused('oldPassword - must be a string', 'newPassword - must be a string'),
  },
  {
    operation: 'PUT /api/rest/user/{userId}/password',
    name: 'a wrong old password',
    source: 'dialects.md 7',
    request: request('PUT', '/user/{{id}}/password', {
      oldPassword: 'wrong',
      newPassword: 'another-good-password',
    }),
    response: answer({ code: 'FORBIDDEN', message: 'The current password is wrong.' }, 403),
  },
  {
    operation: 'PUT /api/rest/user/{userId}/password',
    name: 'a new session',
    source: LEVELS,
    request: request('PUT', '/user/{{id}}/password', {
      oldPassword: 'correct-horse-battery',
      newPassword: 'another-good-password',
      profileId: '{{profileId}}',
    }),
    response: answer({
      sessionSecret: '<text>',
      session: {
        user: CHANGED,
        profile: profileOf(CHANGED, '<number>'),
        application: APPLICATION,
        expiry: '<number>',
      },
    }),
    captures: { secret: 'sessionSecret' },
  },
];

const PROVIDER_EXAMPLES: [string, Record<string, null>][] = [
  ['/googlesignin_session', { applicationNameOrId: null, identityToken: null }],
  ['/firebase_session', { firebaseJWT: null }],
  [
    '/facebook_session',
    { applicationNameOrId: null, applicationConfigurationNameOrId: null, facebookOAuthAccessToken: null },
  ],
  ['/applesignin_session', { applicationNameOrId: null, identityToken: null }],
];

const SIGN_IN: Exchange[] = [
  {
    operation: 'POST /api/rest/session',
    name: 'the published example: user and password are needed',
    source: DOCUMENT,
    request: request(
      'POST',
      '/session',
      { userId: null, password: null, profileId: null, profileSelector: null },
      {},
    ),
    response: refused('userId - must be a string', 'password - must be a string'),
  },
  {
    operation: 'POST /api/rest/session',
    name: 'a wrong password',
    source: SESSIONS,
    request: request('POST', '/session', { userId: 'ada', password: 'wrong-wrong-wrong' }, {}),
    response: answer({ code: 'FORBIDDEN', message: 'Invalid credentials.' }, 403),
  },
  {
    operation: 'POST /api/rest/session',
    name: 'by address, with a profile that a selector finds',
    source: SESSIONS,
    request: request(
      'POST',
      '/session',
      {
        userId: 'ada@example.com',
        password: 'another-good-password',
        profileId: null,
        profileSelector: 'displayName:Ada',
      },
      {},
    ),
    response: answer({
      sessionSecret: '<text>',
      session: {
        user: CHANGED,
        profile: profileOf(CHANGED, '<number>'),
        application: APPLICATION,
        expiry: '<number>',
      },
    }),
    captures: { secret: 'sessionSecret' },
  },
  {
    operation: 'POST /api/rest/session',
    name: 'with a session already',
    source: SESSIONS,
    request: request('POST', '/session', { userId: 'ada', password: 'another-good-password' }),
    response: answer({ code: 'UNKNOWN', message: 'Session already active.' }, 400),
  },
  {
    operation: 'GET /api/rest/profile/current',
    name: 'the profile of the session',
    source: PROFILES,
    request: request('GET', '/profile/current'),
    response: answer(profileOf(CHANGED, '<number>')),
  },
  {
    operation: 'GET /api/rest/profile',
    name: 'profiles of the caller',
    source: PROFILES,
    request: request('GET', '/profile?user=me&application=chess'),
    response: answer({
      offset: 0,
      total: 1,
      approximation: false,
      objects: [profileOf(CHANGED, '<number>')],
    }),
  },
  {
    operation: 'GET /api/rest/application/{nameOrId}',
    name: 'an application, for anybody',
    source: APPLICATIONS,
    request: request('GET', '/application/chess', undefined, {}),
    response: answer(APPLICATION),
  },
  {
    operation: 'DELETE /api/rest/session/{sessionSecret}',
    name: 'what is no secret',
    source: SESSIONS,
    request: request('DELETE', '/session/nonsense', undefined, {}),
    response: answer({ code: 'INVALID_DATA', message: 'Bad Session Secret' }, 400),
  },
  {
    operation: 'DELETE /api/rest/session/{sessionSecret}',
    name: 'a session that ended with the old password',
    source: SESSIONS,
    request: request('DELETE', '/session/{{secondSecret}}', undefined, {}),
    response: answer({ code: 'NOT_FOUND', message: 'Session Not Found.' }, 404),
  },
  {
    operation: 'DELETE /api/rest/session/{sessionSecret}',
    name: 'by whoever has the secret',
    source: DOCUMENT,
    request: request('DELETE', '/session/{{rootSecret}}', undefined, {}),
    response: nothing,
  },
  ...PROVIDER_EXAMPLES.map(([path, body]) => ({
    operation: `POST /api/rest${path}`,
    name: 'the published example: every member is needed',
    source: `${DOCUMENT}, ${PROVIDERS}`,
    request: request('POST', path, body, {}),
    response: refused(...Object.keys(body).map((member) => `${member} - must be a string`)),
  })),
  {
    operation: 'DELETE /api/rest/session',
    name: 'all sessions of the caller',
    source: DOCUMENT,
    request: request('DELETE', '/session'),
    response: nothing,
  },
  {
    operation: 'DELETE /api/rest/session',
    name: 'without a session',
    source: SESSIONS,
    request: request('DELETE', '/session', undefined, {}),
    response: answer({ code: 'FORBIDDEN', message: 'This needs a session.' }, 403),
  },
  {
    operation: 'POST /api/rest/session',
    name: 'in again',
    source: SESSIONS,
    request: request('POST', '/session', { userId: '{{id}}', password: 'another-good-password' }, {}),
    response: answer({
      sessionSecret: '<text>',
      session: { user: CHANGED, profile: null, application: null, expiry: '<number>' },
    }),
    captures: { secret: 'sessionSecret' },
  },
  {
    operation: 'DELETE /api/rest/user/{name}',
    name: 'the caller, for good',
    source: DOCUMENT,
    request: request('DELETE', '/user/{{id}}'),
    response: nothing,
  },
  {
    operation: 'DELETE /api/rest/user/{name}',
    name: 'and with them their sessions',
    source: LEVELS,
    request: request('DELETE', '/user/{{id}}'),
    response: answer({ code: 'FORBIDDEN', message: 'Session not valid.' }, 403),
  },
  {
    operation: 'PATCH /api/rest/session',
    name: 'a method that is not there',
    source: ERRORS,
    request: request('PATCH', '/session', {}, {}),
    response: answer({ code: 'UNKNOWN', message: 'This path does not have this method.' }, 405),
  },
];

/** Every operation of the published document, by the published example and by one that works. */
export const elementsReplay: Replay = { dialect: 'elements', prepare, exchanges: [...USERS, ...SIGN_IN] };
