import { createClient, type TestClient } from '../support/applications.js';
import { PASSWORD, type Person, type TestApp } from '../support/create-test-app.js';
import type { Answer } from '../support/http-client.js';
import { ok } from '../support/people.js';

type Headers = Record<string, string>;

/** One way into the service, as the attacks on it need it; a new door is one more entry of `DOORS`. */
export interface Door {
  name: string;
  /** Signs in by password the way this door has it; null where it takes no password. */
  signIn: ((stage: Stage, identifier: string, password: string) => Promise<Answer>) | null;
  /** What a wrong password is answered with. */
  refusedStatus?: number;
  /** What a credential that is over is answered with; 401 unless given. */
  nobodyStatus?: number;
  /** What a person needs to be let in. */
  permissions?: string[];
  /** What a person sends to be known here. */
  credential: (stage: Stage, person: Person) => Promise<Headers>;
  /** Whether the credential belongs to a session that was opened with the person's access token. */
  endsWithSession: boolean;
  /** Whether there is no session behind the credential at all, so that signing out everywhere does not end it. */
  hasNoSession?: boolean;
  /** Asks who one is. */
  whoAmI: (stage: Stage, person: Person, headers: Headers) => Promise<Answer>;
  /** Sets the first name, and tries to set other members with it; null where nothing can be set. */
  update: ((stage: Stage, headers: Headers, members: object) => Promise<Answer>) | null;
  /** Whether members that are not described are refused instead of ignored. */
  refusesUnknown?: boolean;
}

/** The application under attack, with what some doors need besides. */
export interface Stage {
  api: TestApp;
  client: TestClient;
}

export async function stageOf(api: TestApp): Promise<Stage> {
  return { api, client: await createClient(api, ['password', 'refresh_token']) };
}

function tagToken({ api, client }: Stage, username: string, password: string): Promise<Answer> {
  const { client_id, client_secret } = client;
  return api.http.post('/oauth/v2/token', {
    grant_type: 'password',
    client_id,
    client_secret,
    username,
    password,
  });
}

function elementsSession({ api }: Stage, userId: string, password: string): Promise<Answer> {
  return api.http.post('/api/rest/session', { userId, password });
}

async function updateInElements({ api }: Stage, headers: Headers, members: object): Promise<Answer> {
  const { name, email } = ok(await api.http.get('/api/rest/user/me', { headers })).body;
  const change = { name, email, level: 'USER', firstName: 'Ada', ...members };
  return api.http.put('/api/rest/user/me', change, { headers });
}

function basic(name: string, password: string): Headers {
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` };
}

const bearer = (person: Person) => Promise.resolve({ authorization: `Bearer ${person.accessToken}` });

export const DOORS: readonly Door[] = [
  {
    name: 'our own API',
    signIn: ({ api }, identifier, password) => api.http.post('/v1/sessions', { identifier, password }),
    refusedStatus: 401,
    credential: (_stage, person) => bearer(person),
    endsWithSession: true,
    whoAmI: ({ api }, _person, headers) => api.http.get('/v1/users/me', { headers }),
    update: ({ api }, headers, members) =>
      api.http.patch('/v1/users/me', { firstName: 'Ada', ...members }, { headers }),
    refusesUnknown: true,
  },
  {
    name: 'ByteNite, by an access token of our own API',
    signIn: null,
    credential: (_stage, person) => Promise.resolve({ authorization: person.accessToken }),
    endsWithSession: true,
    whoAmI: ({ api }, _person, headers) => api.http.get('/v1/auth/user', { headers }),
    update: ({ api }, headers, members) =>
      api.http.patch('/v1/auth/user', { firstName: 'Ada', ...members }, { headers }),
  },
  {
    name: 'ByteNite, by a token that was bought with a key',
    signIn: null,
    credential: async ({ api }, person) => {
      const { key } = ok(await person.http.post('/v1/api-keys', { name: 'a key' })).body;
      const { token } = ok(await api.http.post('/v1/auth/access_token', { apiKey: key })).body;
      return { authorization: token };
    },
    endsWithSession: false,
    hasNoSession: true,
    whoAmI: ({ api }, _person, headers) => api.http.get('/v1/auth/user', { headers }),
    update: ({ api }, headers, members) =>
      api.http.patch('/v1/auth/user', { firstName: 'Ada', ...members }, { headers }),
  },
  {
    name: 'TAG',
    signIn: tagToken,
    refusedStatus: 400,
    credential: async (stage, person) => {
      const { access_token } = ok(await tagToken(stage, person.email, PASSWORD)).body;
      return { authorization: `Bearer ${access_token}` };
    },
    endsWithSession: false,
    whoAmI: ({ api }, _person, headers) => api.http.get('/user/me', { headers }),
    update: ({ api }, headers, members) =>
      api.http.put('/user/me', { firstName: 'Ada', ...members }, { headers }),
  },
  {
    name: 'Elements, by the secret of a session',
    signIn: elementsSession,
    refusedStatus: 403,
    nobodyStatus: 403,
    credential: async (stage, person) => {
      const { sessionSecret } = ok(await elementsSession(stage, person.email, PASSWORD)).body;
      return { 'elements-sessionsecret': sessionSecret };
    },
    endsWithSession: false,
    whoAmI: ({ api }, _person, headers) => api.http.get('/api/rest/user/me', { headers }),
    update: updateInElements,
  },
  {
    name: 'Elements, by an access token of our own API',
    signIn: null,
    nobodyStatus: 403,
    credential: (_stage, person) => bearer(person),
    endsWithSession: true,
    whoAmI: ({ api }, _person, headers) => api.http.get('/api/rest/user/me', { headers }),
    update: updateInElements,
  },
  {
    name: 'Bluebricks',
    permissions: ['read:users'],
    signIn: null,
    credential: (_stage, person) => bearer(person),
    endsWithSession: true,
    whoAmI: ({ api }, _person, headers) => api.http.get('/api/v1/user/me', { headers }),
    update: null,
  },
  {
    name: 'Antfly, by the password with every request',
    signIn: ({ api }, identifier, password) =>
      api.http.get('/api/v1/users/me', { headers: basic(identifier, password) }),
    refusedStatus: 401,
    credential: (_stage, person) => Promise.resolve(basic(person.email, PASSWORD)),
    endsWithSession: false,
    hasNoSession: true,
    whoAmI: ({ api }, _person, headers) => api.http.get('/api/v1/users/me', { headers }),
    update: null,
  },
  {
    name: 'Antfly, by an access token of our own API',
    signIn: null,
    credential: (_stage, person) => bearer(person),
    endsWithSession: true,
    whoAmI: ({ api }, _person, headers) => api.http.get('/api/v1/users/me', { headers }),
    update: null,
  },
];

/** Members that nobody may give themselves, at any door. */
export const PRIVILEGES: readonly object[] = [
  { level: 'SUPERUSER' },
  { role: 'ROLE_ADMIN' },
  { roles: ['rol_Administrator001'] },
  { customClaims: { role: 'admin' } },
  { initial_policies: [{ resource: '*', resource_type: '*', type: 'admin' }] },
  { permissions: ['update:users'] },
  { emailVerified: true },
  { admin: true },
];
