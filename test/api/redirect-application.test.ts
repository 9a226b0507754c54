import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplication, privateKeyPem, type TestApplication } from '../support/applications.js';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { ok } from '../support/people.js';
import { newcomer } from '../support/provider-people.js';
import { PUBLIC_URL, RedirectBrowser } from '../support/redirect-browser.js';
import { startStandins, type TestStandins } from '../support/standins.js';

const PROVIDERS = ['google', 'apple', 'facebook'] as const;
type Provider = (typeof PROVIDERS)[number];

const privateKey = privateKeyPem();
const redirectUris = (provider: Provider) => [`${PUBLIC_URL}/v1/sessions/${provider}/callback`];
const GOOGLE = { id: 'shop.apps.googleusercontent.com', secret: 'the-google-secret-of-the-shop' };
const APPLE = { id: 'com.example.shop', teamId: 'S1H2O3P4T5', keyId: 'S1H2O3P4K5' };
const FACEBOOK = { id: '987654321', secret: 'the-facebook-secret-of-the-shop' };

const OWN_ID = { google: GOOGLE.id, apple: APPLE.id, facebook: FACEBOOK.id };
const SETTINGS = {
  google: { clientIds: [GOOGLE.id], clientSecret: GOOGLE.secret },
  apple: { clientIds: [APPLE.id], teamId: APPLE.teamId, keyId: APPLE.keyId, privateKey },
  facebook: { appId: FACEBOOK.id, appSecret: FACEBOOK.secret },
} satisfies Record<Provider, object>;
const WRONG_SECRET = {
  google: { clientSecret: 'another-secret' },
  apple: { privateKey: privateKeyPem() },
  facebook: { appSecret: 'another-secret' },
} satisfies Record<Provider, object>;

let standins: TestStandins;
let api: TestApp;
beforeAll(async () => {
  standins = await startStandins({
    moreClients: {
      google: [{ ...GOOGLE, redirectUris: redirectUris('google') }],
      apple: [{ ...APPLE, publicKey: createPublicKey(privateKey), redirectUris: redirectUris('apple') }],
      facebook: [{ ...FACEBOOK, redirectUris: redirectUris('facebook') }],
    },
  });
  api = await createTestApp({ environment: standins.environment });
});
afterAll(async () => {
  await api.close();
  await standins.close();
});

async function applicationWith(provider: Provider, settings: object): Promise<TestApplication> {
  const application = await createApplication(api.admin);
  ok(await api.admin.put(`/v1/applications/${application.id}/providers/${provider}`, settings));
  return application;
}

/** Goes to the provider and back. @returns at which client, and where it ended */
async function signIn(provider: Provider, applicationId?: string) {
  const browser = new RedirectBrowser(api.http);
  const started = await browser.start(provider, {
    returnTo: '/docs',
    ...(applicationId && { applicationId }),
  });
  const clientId = new URL(started.headers.get('location')!).searchParams.get('client_id');
  const answer = await browser.comeBack(await browser.decide(started, { person: newcomer() }));
  return { clientId, end: new URL(answer.headers.get('location')!).searchParams };
}

const sessionOf = async (end: URLSearchParams) =>
  ok(await api.http.post('/v1/sessions/exchange', { code: end.get('code') })).body.session;

describe.each(PROVIDERS)('a redirect sign-in to an application by %s', (provider) => {
  it("goes through the application's own client, and the session is for it", async () => {
    const { id, name } = await applicationWith(provider, SETTINGS[provider]);
    for (const reference of [id, name]) {
      const { clientId, end } = await signIn(provider, reference);
      expect(clientId).toBe(OWN_ID[provider]);
      expect(await sessionOf(end)).toMatchObject({ provider, applicationId: id });
    }
  });

  it('leaves the sign-in to others as it is', async () => {
    await applicationWith(provider, SETTINGS[provider]);
    const other = await createApplication(api.admin);
    for (const applicationId of [undefined, other.id]) {
      const { clientId, end } = await signIn(provider, applicationId);
      expect(clientId).toBe(standins.clients[provider][0].id);
      expect(await sessionOf(end)).toMatchObject({ provider, applicationId: applicationId ?? null });
    }
  });

  it("fails with the application's own wrong secret, and with no other client's", async () => {
    const { id } = await applicationWith(provider, { ...SETTINGS[provider], ...WRONG_SECRET[provider] });
    const { clientId, end } = await signIn(provider, id);
    expect(clientId).toBe(OWN_ID[provider]);
    expect([end.get('code'), end.get('error')]).toEqual([null, expect.any(String)]);
  });

  it('is over when the client changes before the person comes back, and the code goes nowhere', async () => {
    const { id } = await applicationWith(provider, SETTINGS[provider]);
    const browser = new RedirectBrowser(api.http);
    const sentBack = await browser.decide(
      await browser.start(provider, { returnTo: '/docs', applicationId: id }),
      { person: newcomer() },
    );
    ok(await api.admin.delete(`/v1/applications/${id}/providers/${provider}`));
    const before = standins.requests.length;
    const answer = await browser.comeBack(sentBack);
    const end = new URL(answer.headers.get('location')!).searchParams;
    expect([end.get('code'), end.get('error')]).toEqual([null, 'access_denied']);
    expect(standins.requests.slice(before)).toEqual([]);
  });
});

describe.each([
  ['google', { clientIds: [GOOGLE.id] }],
  ['apple', { clientIds: [APPLE.id] }],
] as const)('an application that takes tokens by %s only', (provider, settings) => {
  it("sends people to the server's own client", async () => {
    const { id } = await applicationWith(provider, settings);
    const { clientId, end } = await signIn(provider, id);
    expect(clientId).toBe(standins.clients[provider][0].id);
    expect(await sessionOf(end)).toMatchObject({ provider, applicationId: id });
  });
});
