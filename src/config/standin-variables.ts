import { generateKeyPairSync } from 'node:crypto';
import { EnvironmentReader } from './environment-reader.js';
import { HttpConfig } from './http.config.js';
import { StandinsConfig } from './standins.config.js';

type Variables = Readonly<Record<string, string>>;

/** Where the stand-ins of a service are. */
export function standinsUrl(publicUrl: string): string {
  return `${publicUrl}/standins`;
}

/**
 * The settings that point each provider at its stand-in.
 * @param base where the stand-ins are
 */
export function standinVariables(base: string): readonly Variables[] {
  return [
    {
      GOOGLE_CLIENT_IDS: 'latchkey.apps.standin.example',
      GOOGLE_CLIENT_SECRET: 'secret-of-the-stand-in-of-google',
      GOOGLE_ISSUER: `${base}/google`,
      GOOGLE_JWKS_URL: `${base}/google/keys`,
      GOOGLE_AUTHORIZATION_URL: `${base}/google/authorize`,
      GOOGLE_TOKEN_URL: `${base}/google/token`,
      GOOGLE_USERINFO_URL: `${base}/google/userinfo`,
    },
    {
      APPLE_CLIENT_IDS: 'example.standin.latchkey',
      APPLE_TEAM_ID: 'STANDIN001',
      APPLE_KEY_ID: 'STANDINKEY',
      APPLE_PRIVATE_KEY: newPrivateKey(),
      APPLE_ISSUER: `${base}/apple`,
      APPLE_JWKS_URL: `${base}/apple/keys`,
      APPLE_AUTHORIZATION_URL: `${base}/apple/authorize`,
      APPLE_TOKEN_URL: `${base}/apple/token`,
    },
    {
      FACEBOOK_APP_ID: '100000000000001',
      FACEBOOK_APP_SECRET: 'secret-of-the-stand-in-of-facebook',
      FACEBOOK_GRAPH_URL: `${base}/facebook/graph`,
      FACEBOOK_AUTHORIZATION_URL: `${base}/facebook/dialog/oauth`,
      FACEBOOK_ISSUER: `${base}/facebook`,
      FACEBOOK_JWKS_URL: `${base}/facebook/keys`,
    },
    {
      FIREBASE_PROJECT_IDS: 'latchkey-standin',
      FIREBASE_ISSUER_BASE: `${base}/firebase`,
      FIREBASE_JWKS_URL: `${base}/firebase/keys`,
    },
  ];
}

/** The variables of a start, with those of the stand-ins for each provider that the operator says nothing of. */
export function withStandins(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const reader = new EnvironmentReader(variables);
  const { isOn } = StandinsConfig.settings;
  const { host, port, publicUrl } = HttpConfig.settings;
  const hasFault = [isOn, host, port, publicUrl].some((setting) => reader.findFault(setting) !== null);
  if (hasFault || !reader.read(isOn)) return variables;

  const isUntouched = (provider: Variables): boolean =>
    Object.keys(provider).every((name) => !variables[name] && !variables[`${name}_FILE`]);
  const untouched = standinVariables(standinsUrl(reader.read(publicUrl))).filter(isUntouched);
  return Object.assign({}, variables, ...untouched) as NodeJS.ProcessEnv;
}

function newPrivateKey(): string {
  return generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
}
