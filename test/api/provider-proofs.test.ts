import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwkwardName } from '../../src/standins/awkward-tokens.js';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { newcomer } from '../support/provider-people.js';
import { ok } from '../support/people.js';
import { type ProviderWorld, startProviderWorld } from '../support/provider-world.js';
import type { TestStandins } from '../support/standins.js';

const PROVIDERS = ['google', 'apple', 'facebook', 'firebase'] as const;

let standins: TestStandins;
let signIn: ProviderWorld['signIn'];
let signInAs: ProviderWorld['signInAs'];
let close: ProviderWorld['close'];
beforeAll(async () => {
  ({ standins, signIn, signInAs, close } = await startProviderWorld());
});
afterAll(() => close());

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
