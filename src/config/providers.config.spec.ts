import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.js';

const pemOf = (curve: string) =>
  generateKeyPairSync('ec', {
    namedCurve: curve,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
const { privateKey: P256, publicKey: P256_PUBLIC } = pemOf('P-256');

function faultyNames(environment: NodeJS.ProcessEnv): string[] {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ name }) => name);
    throw error;
  }
}

const APPLE = { APPLE_CLIENT_IDS: 'com.example.app', APPLE_TEAM_ID: 'TEAM', APPLE_KEY_ID: 'KEY' };

describe('settings of providers', () => {
  it.each<[string, NodeJS.ProcessEnv, string[]]>([
    ['a secret of Google without ids', { GOOGLE_CLIENT_SECRET: 's' }, ['GOOGLE_CLIENT_IDS']],
    ['a secret of Facebook without app', { FACEBOOK_APP_SECRET: 's' }, ['FACEBOOK_APP_ID']],
    ['an app of Facebook without secret', { FACEBOOK_APP_ID: '1' }, ['FACEBOOK_APP_SECRET']],
    ['a team of Apple without key', APPLE, ['APPLE_PRIVATE_KEY']],
    [
      'a key of Apple alone',
      { APPLE_PRIVATE_KEY: P256 },
      ['APPLE_CLIENT_IDS', 'APPLE_TEAM_ID', 'APPLE_KEY_ID'],
    ],
    ['no PEM', { ...APPLE, APPLE_PRIVATE_KEY: 'key' }, ['APPLE_PRIVATE_KEY']],
    [
      'a key of another curve',
      { ...APPLE, APPLE_PRIVATE_KEY: pemOf('P-384').privateKey },
      ['APPLE_PRIVATE_KEY'],
    ],
    ['a public key', { ...APPLE, APPLE_PRIVATE_KEY: P256_PUBLIC }, ['APPLE_PRIVATE_KEY']],
    ['an unknown provider', { LINK_BY_VERIFIED_EMAIL: 'google,github' }, ['LINK_BY_VERIFIED_EMAIL']],
    ['an endless repetition', { ID_TOKEN_REPLAY_SECONDS: '3601' }, ['ID_TOKEN_REPLAY_SECONDS']],
    ['a URL of another scheme', { GOOGLE_JWKS_URL: 'file:///etc/keys' }, ['GOOGLE_JWKS_URL']],
    ['a URL with a password', { APPLE_JWKS_URL: 'https://a:b@example.com/keys' }, ['APPLE_JWKS_URL']],
    ['a project that is a path', { FIREBASE_PROJECT_IDS: 'a/../b' }, ['FIREBASE_PROJECT_IDS']],
    ['an empty id', { GOOGLE_CLIENT_IDS: 'a,,b' }, ['GOOGLE_CLIENT_IDS']],
    ['a pattern to return to', { RETURN_URLS: 'https://*.example.com' }, ['RETURN_URLS']],
  ])('refuse %s', (_case, environment, names) => {
    expect(faultyNames(environment)).toEqual(names);
  });

  it('read lists, and URLs as they are written', () => {
    const { google, facebook, firebase, providerSignIn } = loadConfig({
      GOOGLE_CLIENT_IDS: 'a.apps.googleusercontent.com, b',
      GOOGLE_ISSUER: 'https://idp.example.com/',
      FACEBOOK_GRAPH_URL: 'http://127.0.0.1:9/graph/',
      FIREBASE_ISSUER_BASE: 'http://127.0.0.1:9/firebase/',
      RETURN_URLS: 'https://app.example.com/done,com.example.app://signed-in',
    });
    expect(google).toMatchObject({
      clientIds: ['a.apps.googleusercontent.com', 'b'],
      issuer: 'https://idp.example.com/',
    });
    expect(facebook.graphUrl).toBe('http://127.0.0.1:9/graph');
    expect(firebase.issuerBase).toBe('http://127.0.0.1:9/firebase');
    expect(providerSignIn.returnUrls).toEqual([
      'https://app.example.com/done',
      'com.example.app://signed-in',
    ]);
  });

  it('take a key on one line, as some environments need it', () => {
    const { apple } = loadConfig({ ...APPLE, APPLE_PRIVATE_KEY: P256.replaceAll('\n', '\\n') });
    expect(apple.privateKey).toBe(P256);
  });

  it('take an empty list for nobody who links by e-mail', () => {
    expect(loadConfig({ LINK_BY_VERIFIED_EMAIL: '' }).providerSignIn.linkByVerifiedEmail).toEqual([]);
  });
});
