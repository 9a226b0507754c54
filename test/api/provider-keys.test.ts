import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { KeySets } from '../../src/authentication/providers/key-sets.js';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { newcomer } from '../support/provider-people.js';
import { startStandins, type TestStandins, type Trouble } from '../support/standins.js';

const KEYS = {
  google: '/google/keys',
  apple: '/apple/keys',
  facebook: '/facebook/keys',
  firebase: '/firebase/keys',
} as const;
const PROVIDERS = ['google', 'apple', 'facebook', 'firebase'] as const;
type Provider = (typeof PROVIDERS)[number];
const FORGERIES = 10_000;
/** As many of them as fit. */
const FORGING_MS = 6_000;
const MINUTE_MS = 60_000;

let standins: TestStandins;
let api: TestApp;

beforeAll(async () => {
  standins = await startStandins();
  api = await createTestApp({ environment: { ...standins.environment } });
});
afterEach(() => standins.trouble('/', null));
afterAll(async () => {
  await api.close();
  await standins.close();
});

const send = async (app: TestApp, provider: Provider, wish = {}) =>
  app.http.post(`/v1/sessions/${provider}`, {
    identityToken: await standins[provider]({ person: newcomer(), ...wish }),
  });

describe.each(PROVIDERS)('the keys of %s', (provider) => {
  it('are fetched once for everybody, and again for a key that is new', async () => {
    const app = await createTestApp({ environment: { ...standins.environment } });
    const before = standins.count(KEYS[provider]);
    const answers = await Promise.all([send(app, provider), send(app, provider), send(app, provider)]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(standins.count(KEYS[provider]) - before).toBe(1);
    expect((await send(app, provider, { awkward: 'rotated-key' })).status).toBe(201);
    expect(standins.count(KEYS[provider]) - before).toBe(2);
    await app.close();
  });

  it.each<Trouble>(['down', 'error', 'oversized', 'redirect'])(
    'that cannot be had (%s) are answered 503, and are tried again later',
    async (trouble) => {
      const app = await createTestApp({ environment: { ...standins.environment } });
      standins.trouble('/', trouble);
      const before = standins.requests.length;
      const answer = await send(app, provider);
      expect(answer).toMatchObject({ status: 503, body: { code: 'sessions.provider_unavailable' } });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await send(app, provider)).status).toBe(503);
      expect(standins.requests.slice(before)).toEqual([`GET ${KEYS[provider]}`]);
      await app.close();
    },
  );

  it('go on while the provider is away', async () => {
    expect((await send(api, provider)).status).toBe(201);
    standins.trouble('/', 'down');
    expect((await send(api, provider)).status).toBe(201);
  });
});

describe('a provider that never answers', () => {
  it('is waited for five seconds', async () => {
    const app = await createTestApp({ environment: { ...standins.environment } });
    standins.trouble('/', 'slow');
    const started = performance.now();
    const answers = await Promise.all([
      send(app, 'google'),
      app.http.post('/v1/sessions/facebook', { accessToken: standins.facebookAccessToken() }),
      app.http.post('/v1/sessions/apple', standins.code('apple')),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(performance.now() - started).toBeLessThan(6_000);
    await app.close();
  });
});

describe('a test', () => {
  it.each(['http://192.0.2.1/', 'https://www.googleapis.com/oauth2/v3/certs'])(
    'cannot connect to %s',
    async (url) => {
      await expect(fetch(url)).rejects.toMatchObject({
        cause: expect.objectContaining({ message: expect.stringContaining('tests stay on this machine') }),
      });
    },
  );
});

describe('tokens with keys that nobody has', () => {
  it('cause one fetch, however many they are', async () => {
    const app = await createTestApp({ environment: { ...standins.environment } });
    const before = standins.count(KEYS.google);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const signature = sign('RSA-SHA256', Buffer.from('x'), privateKey).toString('base64url');
    const forge = (number: number) =>
      `${encode({ alg: 'RS256', kid: `unknown-${number}` })}.${encode({ sub: 'x' })}.${signature}`;
    const started = performance.now();
    let sent = 0;
    const statuses = new Set<number>();
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        while (sent < FORGERIES && performance.now() - started < FORGING_MS) {
          sent += 1;
          const identityToken = forge(sent);
          statuses.add((await app.http.post('/v1/sessions/google', { identityToken })).status);
        }
      }),
    );
    expect([...statuses]).toEqual([401]);
    expect(standins.count(KEYS.google) - before).toBe(1);
    await app.close();
  });
});

describe('the age of keys', () => {
  const url = () => standins.environment.GOOGLE_JWKS_URL;
  const fetches = () => standins.count(KEYS.google);
  const kidOf = async () => {
    const [header] = (await standins.google()).split('.');
    return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid;
  };

  it('ends after ten minutes: they are fetched again, and those that were withdrawn are gone', async () => {
    const keySets = api.app.get(KeySets, { strict: false });
    const start = performance.now() + 60 * MINUTE_MS;
    const kid = await kidOf();
    expect(await keySets.find(url(), kid, start)).not.toBeNull();
    const before = fetches();
    expect(await keySets.find(url(), kid, start + 9.9 * MINUTE_MS)).not.toBeNull();
    expect(fetches()).toBe(before);
    await standins.standins.google.keys.rotate();
    await standins.standins.google.keys.rotate();
    expect(await keySets.find(url(), kid, start + 10.1 * MINUTE_MS)).toBeNull();
    expect(fetches()).toBe(before + 1);
  });

  it('does not end while the provider is away, and it is asked every half a minute', async () => {
    const keySets = api.app.get(KeySets, { strict: false });
    const start = performance.now() + 120 * MINUTE_MS;
    const kid = await kidOf();
    expect(await keySets.find(url(), kid, start)).not.toBeNull();
    standins.trouble('/', 'down');
    const before = fetches();
    for (const seconds of [0, 10, 29, 31, 45]) {
      const now = start + 11 * MINUTE_MS + seconds * 1_000;
      expect(await keySets.find(url(), kid, now)).not.toBeNull();
    }
    expect(fetches()).toBe(before + 2);
  });

  it('lets an unknown one cause a fetch every half a minute', async () => {
    const keySets = api.app.get(KeySets, { strict: false });
    const start = performance.now() + 240 * MINUTE_MS;
    expect(await keySets.find(url(), await kidOf(), start)).not.toBeNull();
    const before = fetches();
    for (const seconds of [1, 2, 30, 31.1, 40, 61.2]) {
      expect(await keySets.find(url(), 'unknown', start + seconds * 1_000)).toBeNull();
    }
    expect(fetches()).toBe(before + 3);
  });
});
