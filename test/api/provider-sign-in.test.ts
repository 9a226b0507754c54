import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwkwardName } from '../../src/standins/awkward-tokens.js';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import type { Answer } from '../support/http-client.js';
import { newcomer } from '../support/provider-people.js';
import { ok, signUpWith } from '../support/people.js';
import { startStandins, type TestStandins, type Wish } from '../support/standins.js';

const PROVIDERS = ['google', 'apple', 'facebook', 'firebase'] as const;
type Provider = (typeof PROVIDERS)[number];

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

const signIn = (provider: Provider, body: object, http = api.http): Promise<Answer> =>
  http.post(`/v1/sessions/${provider}`, body);

async function signInAs(provider: Provider, wish: Wish, http = api.http): Promise<Answer> {
  return signIn(provider, { identityToken: await standins[provider](wish) }, http);
}

describe.each(PROVIDERS)('sign-in by an ID token of %s', (provider) => {
  it('makes an account the first time and opens it from then on', async () => {
    const person = newcomer();
    const first = await signInAs(provider, { person });
    expect(first.status).toBe(201);
    expect(first.headers.get('location')).toBe(`/v1/sessions/${first.body.session.id}`);
    expect(first.body.session).toMatchObject({ provider, amr: ['fed'], applicationId: null });
    expect(first.body.user).toMatchObject({
      email: person.email,
      emailVerified: provider !== 'facebook',
      roles: [{ name: 'user' }],
    });
    expect((await api.http.as(first.body.accessToken).get('/v1/users/me')).status).toBe(200);

    const second = await signInAs(provider, { person });
    expect(second.status).toBe(201);
    expect(second.body.user.id).toBe(first.body.user.id);
    expect(second.body.session.id).not.toBe(first.body.session.id);
  });

  it.each<[string, Wish]>([
    ['for another audience', { awkward: 'wrong-audience' }],
    ['for several audiences, without one that asked', { awkward: 'several-audiences' }],
    ['of another issuer', { awkward: 'wrong-issuer' }],
    ['that has expired', { awkward: 'expired' }],
    ['that never expires', { awkward: 'no-expiry' }],
    ['that is not yet valid', { awkward: 'not-yet-valid' }],
    ['that is to be used in two minutes', { claims: { nbf: Date.now() / 1_000 + 120 } }],
    ['that expires in a word', { claims: { exp: 'tomorrow' } }],
    ['of nobody', { awkward: 'no-subject' }],
    ['whose subject is a number', { awkward: 'numeric-subject' }],
    ['whose subject is too long', { claims: { sub: 'x'.repeat(256) } }],
    ['that is not signed', { awkward: 'algorithm-none' }],
    ['signed by HMAC with the public key', { awkward: 'hmac-with-public-key' }],
    ['signed with a foreign key', { awkward: 'foreign-key' }],
    ['signed with an unknown key', { awkward: 'unknown-kid' }],
    ['changed after it was signed', { awkward: 'changed-afterwards' }],
    ['that insists on an extension', { awkward: 'critical-extension' }],
  ])('refuses one %s', async (_case, wish) => {
    const answer = await signInAs(provider, { person: newcomer(), ...wish });
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code: 'sessions.token_refused' });
    expect(answer.body).not.toHaveProperty('reason');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="latchkey"');
  });

  it('ignores keys that a token brings along', async () => {
    const token = await standins[provider]({ person: newcomer(), awkward: 'foreign-key' });
    const [header, payload, signature] = token.split('.');
    const claimed = JSON.parse(Buffer.from(header, 'base64url').toString()) as object;
    const bringing = { ...claimed, jku: `${standins.base}/evil`, x5u: `${standins.base}/evil`, jwk: {} };
    const forged = [Buffer.from(JSON.stringify(bringing)).toString('base64url'), payload, signature];
    expect((await signIn(provider, { identityToken: forged.join('.') })).status).toBe(401);
    expect(standins.count('/evil')).toBe(0);
  });

  it.each([
    ['a word', 'token'],
    ['two parts', 'e30.e30'],
    ['parts that are no JSON', 'a.b.c'],
    ['five parts, encrypted', 'e30.e30.e30.e30.e30'],
    ['an empty text', ''],
    ['a number', 7],
    ['more than 16 KiB', `e30.${'a'.repeat(16_384)}.e30`],
  ])('finds %s malformed', async (_case, identityToken) => {
    expect((await signIn(provider, { identityToken })).status).toBe(400);
  });

  it('tells administrators why, and nobody else', async () => {
    const wish = { awkward: 'wrong-audience' } as const;
    expect((await signInAs(provider, wish, api.admin)).body.reason).toBe('audience');
    const person = await api.signUp();
    expect((await signInAs(provider, wish, person.http)).body).not.toHaveProperty('reason');
  });

  it('refuses a credential beside it that is no longer good', async () => {
    const answer = await signInAs(provider, { person: newcomer() }, api.http.as('not-a-token'));
    expect(answer).toMatchObject({ status: 401, body: { code: 'authentication.credential_refused' } });
  });

  it('takes a token with its nonce once, and with another never', async () => {
    const identityToken = await standins[provider]({ person: newcomer(), nonce: 'n-1' });
    expect((await signIn(provider, { identityToken, nonce: 'n-2' })).status).toBe(401);
    expect((await signIn(provider, { identityToken, nonce: 'n-1' })).status).toBe(201);
    expect((await signIn(provider, { identityToken, nonce: 'n-1' })).status).toBe(401);
    expect((await signIn(provider, { identityToken })).status).toBe(401);
  });

  it('takes a nonce that the client hashed for the provider', async () => {
    const hashed = createHash('sha256').update('n-3').digest('hex');
    const identityToken = await standins[provider]({ person: newcomer(), nonce: hashed });
    expect((await signIn(provider, { identityToken, nonce: 'n-3' })).status).toBe(201);
  });

  it('takes a token without nonce again for a minute, and then no more', async () => {
    const identityToken = await standins[provider]({ person: newcomer() });
    const first = ok(await signIn(provider, { identityToken }));
    const again = ok(await signIn(provider, { identityToken }));
    expect(again.body.user.id).toBe(first.body.user.id);
    expect((await signIn(provider, { identityToken, nonce: 'n-4' })).status).toBe(401);

    await api.sql("UPDATE used_tokens SET first_used_at = first_used_at - interval '61 seconds'");
    expect((await signIn(provider, { identityToken })).status).toBe(401);
    expect((await signIn(provider, { identityToken }, api.admin)).body.reason).toBe('replayed');
  });

  it('is written down, whatever comes of it', async () => {
    const person = newcomer();
    const { body } = ok(await signInAs(provider, { person }));
    await signInAs(provider, { person, awkward: 'expired' });
    const events = await api.sql<{ event: string; outcome: string; reason: string | null }>(
      'SELECT event, outcome, reason FROM audit_events ORDER BY id DESC LIMIT 4',
    );
    expect(events).toEqual([
      { event: 'session.created', outcome: 'failure', reason: 'sessions.token_refused:expired' },
      { event: 'session.created', outcome: 'success', reason: null },
      { event: 'identity.linked', outcome: 'success', reason: null },
      { event: 'user.created', outcome: 'success', reason: null },
    ]);
    expect(JSON.stringify(body)).not.toContain('identityToken');
  });

  it('knows no such application', async () => {
    const identityToken = await standins[provider]();
    const answer = await signIn(provider, { identityToken, applicationId: 'nowhere' });
    expect(answer).toMatchObject({ status: 404, body: { code: 'applications.not_found' } });
  });
});

describe('what a provider tells of a person', () => {
  it.each(['google', 'apple', 'firebase'] as const)(
    'of %s may be an unverified address',
    async (provider) => {
      const person = newcomer({ emailVerified: false });
      const { body } = ok(await signInAs(provider, { person }));
      expect(body.user).toMatchObject({ email: person.email, emailVerified: false });
    },
  );

  it.each(PROVIDERS)('of %s may be no address at all', async (provider) => {
    const { body } = ok(await signInAs(provider, { person: newcomer({ email: null }) }));
    expect(body.user).toMatchObject({ email: null, emailVerified: false });
    expect(body.user.username).toMatch(new RegExp(`^${provider}-[0-9a-f]{20}$`));
  });

  it('of Apple may be a relay address, verified in a text', async () => {
    const { body } = ok(await signInAs('apple', { person: newcomer(), awkward: 'relay-address' }));
    expect(body.user.email).toMatch(/@privaterelay\.appleid\.com$/);
    expect(body.user.emailVerified).toBe(true);
  });

  it.each(['google', 'firebase'] as const)('of %s is not verified in a text', async (provider) => {
    const { body } = ok(await signInAs(provider, { person: newcomer(), claims: { email_verified: 'true' } }));
    expect(body.user.emailVerified).toBe(false);
  });

  it('becomes names and a picture', async () => {
    const { body } = ok(
      await signInAs('google', {
        person: newcomer(),
        claims: { name: ' Emmy\u0007 Noether ', picture: 'https://pictures.example.com/emmy' },
      }),
    );
    expect(body.user).toMatchObject({
      displayName: 'Emmy  Noether',
      firstName: 'Emmy',
      lastName: 'Noether',
      pictureUrl: 'https://pictures.example.com/emmy',
    });
  });

  it('is passed over where it fits into no account', async () => {
    const claims = { name: 'n'.repeat(500), picture: 'javascript:alert(1)', email: 'a\0@b', given_name: 7 };
    const { body } = ok(await signInAs('google', { person: newcomer(), claims }));
    expect(body.user).toMatchObject({
      displayName: 'n'.repeat(128),
      firstName: null,
      pictureUrl: null,
      email: null,
    });
  });
});

describe('Google', () => {
  it('writes its issuer with and without the scheme, for one and the same person', async () => {
    const person = newcomer();
    const first = ok(await signInAs('google', { person }));
    const iss = standins.environment.GOOGLE_ISSUER.replace('http://', '');
    const second = ok(await signInAs('google', { person, claims: { iss } }));
    expect(second.body.user.id).toBe(first.body.user.id);
  });

  it('may name several audiences when it says that ours asked', async () => {
    const [{ id }] = standins.clients.google;
    const claims = { aud: ['other', id], azp: id };
    expect((await signInAs('google', { person: newcomer(), claims })).status).toBe(201);
  });
});

describe('Firebase', () => {
  it.each<[string, Wish]>([
    ['somebody it does not know', { awkward: 'anonymous' }],
    ['a sign-in that is yet to come', { claims: { auth_time: Date.now() / 1_000 + 600 } }],
    ['no sign-in at all', { claims: { auth_time: undefined } }],
  ])('proves nothing by %s', async (_case, wish) => {
    expect((await signInAs('firebase', { person: newcomer(), ...wish })).status).toBe(401);
  });
});

describe('an access token of Facebook', () => {
  const signInWith = (wish: Parameters<TestStandins['facebookAccessToken']>[0]) =>
    signIn('facebook', { accessToken: standins.facebookAccessToken(wish) });

  it('opens the same account as an ID token of Limited Login, each time', async () => {
    const person = newcomer();
    const first = ok(await signInWith({ person }));
    expect(first.body.user).toMatchObject({ email: person.email, emailVerified: false, firstName: 'Emmy' });
    expect(ok(await signInAs('facebook', { person })).body.user.id).toBe(first.body.user.id);
  });

  it.each<AwkwardName>(['wrong-app', 'expired', 'never-issued'])(
    'is refused when it is %s',
    async (awkward) => {
      const answer = await signInWith({ person: newcomer(), awkward });
      expect(answer).toMatchObject({ status: 401, body: { code: 'sessions.token_refused' } });
    },
  );

  it('is never put into a URL, and neither is our secret', async () => {
    await signInWith({ person: newcomer() });
    const requests = standins.requests.filter((request) => request.includes('/facebook/graph'));
    expect(requests).toEqual(expect.arrayContaining(['POST /facebook/graph/debug_token']));
    expect(requests.every((request) => request.startsWith('POST '))).toBe(true);
  });

  it('has no nonce to be bound to', async () => {
    const accessToken = standins.facebookAccessToken({ person: newcomer() });
    expect((await signIn('facebook', { accessToken, nonce: 'n-5' })).status).toBe(401);
  });
});

describe.each(['google', 'apple'] as const)('a code of %s', (provider) => {
  it('is exchanged for an account', async () => {
    const person = newcomer();
    const answer = await signIn(provider, standins.code(provider, { person }));
    expect(answer).toMatchObject({ status: 201, body: { user: { email: person.email } } });
  });

  it('is good once, and with its verifier', async () => {
    const codeVerifier = 'v'.repeat(43);
    const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
    const wish = { person: newcomer(), codeChallenge };
    expect((await signIn(provider, standins.code(provider, wish))).status).toBe(401);
    const code = { ...standins.code(provider, wish), codeVerifier };
    expect((await signIn(provider, code)).status).toBe(201);
    expect((await signIn(provider, code)).status).toBe(401);
  });

  it('is of no use with a nonce that is not its token’s', async () => {
    const code = standins.code(provider, { person: newcomer(), nonce: 'n-6' });
    expect((await signIn(provider, { ...code, nonce: 'n-7' })).status).toBe(401);
  });

  it.each<[string, object]>([
    ['to somewhere else', { redirectUri: 'https://evil.example.com/' }],
    ['to somewhere that looks like us', { redirectUri: 'https://accounts.example.com@evil.example.com/' }],
    ['to nowhere', { redirectUri: undefined }],
    ['beside an ID token', { identityToken: 'e30.e30.e30' }],
  ])('is malformed %s', async (_case, members) => {
    const code = standins.code(provider, { person: newcomer() });
    expect((await signIn(provider, { ...code, ...members })).status).toBe(400);
  });
});

describe('a request without proof', () => {
  it.each(PROVIDERS)('is malformed at %s', async (provider) => {
    expect((await signIn(provider, {})).status).toBe(400);
    expect((await signIn(provider, { nonce: 'n' })).status).toBe(400);
  });
});

describe('a provider that is off', () => {
  let bare: TestApp;
  beforeAll(async () => {
    const google = Object.fromEntries(
      Object.entries(standins.environment).filter(
        ([name]) => name.startsWith('GOOGLE_') && name !== 'GOOGLE_CLIENT_SECRET',
      ),
    );
    bare = await createTestApp({ environment: google });
  });
  afterAll(() => bare.close());

  it.each(['apple', 'facebook', 'firebase'] as const)('says so: %s', async (provider) => {
    const identityToken = await standins[provider]();
    const answer = await bare.http.post(`/v1/sessions/${provider}`, { identityToken });
    expect(answer).toMatchObject({ status: 422, body: { code: 'sessions.provider_off', provider } });
  });

  it('takes tokens without a secret, but no codes', async () => {
    const identityToken = await standins.google({ person: newcomer() });
    expect((await bare.http.post('/v1/sessions/google', { identityToken })).status).toBe(201);
    const answer = await bare.http.post('/v1/sessions/google', standins.code('google'));
    expect(answer).toMatchObject({ status: 422, body: { code: 'sessions.codes_off' } });
  });
});

describe('people who are new', () => {
  it('stay outside when sign-up is closed, and those who are known come in', async () => {
    const person = newcomer();
    ok(await signInAs('google', { person }));
    const closed = await createTestApp({
      replicaOf: api,
      environment: { ...standins.environment, SIGN_UP: 'closed' },
    });
    const identityToken = await standins.google({ person: newcomer() });
    const answer = await closed.http.post('/v1/sessions/google', { identityToken });
    expect(answer).toMatchObject({ status: 403, body: { code: 'sign_up.closed' } });
    const known = await standins.google({ person });
    expect((await closed.http.post('/v1/sessions/google', { identityToken: known })).status).toBe(201);
    await closed.close();
  });

  it('are one account when they come twice at once', async () => {
    for (const email of [undefined, null]) {
      const person = newcomer(email === null ? { email } : {});
      const tokens = await Promise.all(
        Array.from({ length: 6 }, () => standins.google({ person, claims: { jti: String(Math.random()) } })),
      );
      const answers = await Promise.all(tokens.map((identityToken) => signIn('google', { identityToken })));
      expect(answers.map(({ status }) => status)).toEqual(tokens.map(() => 201));
      expect(new Set(answers.map(({ body }) => body.user.id)).size).toBe(1);
    }
  });

  it('are one account when they come by two providers at once', async () => {
    const person = newcomer();
    const answers = await Promise.all(
      (['google', 'apple', 'firebase'] as const).map((provider) => signInAs(provider, { person })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.user.id)).size).toBe(1);
  });

  it('use one token with its nonce once, however often at once', async () => {
    const identityToken = await standins.google({ person: newcomer(), nonce: 'n-8' });
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => signIn('google', { identityToken, nonce: 'n-8' })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
  });
});

describe('people who may not sign in', () => {
  it('are refused as any bad token is while they are suspended', async () => {
    const person = newcomer();
    const { body } = ok(await signInAs('google', { person }));
    ok(await api.admin.post(`/v1/users/${body.user.id}/suspension`, { reason: 'spam' }));
    const answer = await signInAs('google', { person });
    expect(answer).toMatchObject({ status: 401, body: { code: 'sessions.token_refused' } });
    ok(await api.admin.delete(`/v1/users/${body.user.id}/suspension`));
    expect((await signInAs('google', { person })).status).toBe(201);
  });

  it('get a new account after theirs was deleted', async () => {
    const person = newcomer();
    const { body } = ok(await signInAs('google', { person }));
    ok(await api.admin.delete(`/v1/users/${body.user.id}`));
    const again = ok(await signInAs('google', { person }));
    expect(again.body.user.id).not.toBe(body.user.id);
  });

  it('with an API key that reads the reason need permissions like anybody', async () => {
    const reader = await signUpWith(api, ['read:users']);
    expect((await signInAs('google', { awkward: 'expired' }, reader.http)).body.reason).toBe('expired');
  });
});

describe('an application with clients of its own', () => {
  it('takes their tokens besides those of the process, and gives a profile', async () => {
    const { body: application } = ok(await api.admin.post('/v1/applications', { name: 'shop-by-token' }));
    const own = await standins.google({ person: newcomer(), audience: 'own-client' });
    const inShop = { applicationId: 'shop-by-token' };
    expect((await signIn('google', { identityToken: own, ...inShop })).status).toBe(401);
    ok(await api.admin.put('/v1/applications/shop-by-token/providers/google', { clientIds: ['own-client'] }));
    const answer = ok(await signIn('google', { identityToken: own, ...inShop }));
    expect(answer.body.session.applicationId).toBe(application.id);
    expect(answer.body.profile).toMatchObject({ applicationId: application.id, displayName: 'Emmy Noether' });
    expect((await signIn('google', { identityToken: own })).status).toBe(401);
    const usual = await standins.google({ person: newcomer() });
    expect((await signIn('google', { identityToken: usual, ...inShop })).status).toBe(201);
  });
});

describe('attempts', () => {
  it('are counted by network with all other sign-ins, and new accounts with sign-ups', async () => {
    const counted = await createTestApp({
      environment: { ...standins.environment, RATE_LIMITS: 'on' },
    });
    const attempt = async (wish: Wish) =>
      counted.http.post('/v1/sessions/google', { identityToken: await standins.google(wish) });
    const person = newcomer();
    // One of the sixty is the administrator's.
    for (let made = 0; made < 20; made += 1) {
      expect((await attempt({ person: made === 0 ? person : newcomer() })).status).toBe(201);
    }
    expect((await attempt({ person: newcomer() })).status).toBe(429);
    for (let made = 22; made < 60; made += 1) {
      expect((await attempt({ person })).status).toBe(201);
    }
    const refused = await attempt({ person });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await counted.close();
  });
});
