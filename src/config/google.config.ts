import { refuse, section, setting, whenUnset, type Setting } from './setting.js';
import { clientId, clientSecret, exactUrl, listOf } from './value-types.js';

const secret: Setting<string | null> = setting({
  name: 'GOOGLE_CLIENT_SECRET',
  type: clientSecret,
  default: whenUnset('none: codes and the redirect flow are off', () => null),
  meaning: 'the secret of the first client id',
  isSecret: true,
});

/** Sign-in by Google; off without client ids. */
export class GoogleConfig extends section('Google', {
  /** Accepted audiences; the first is the client of the redirect flow. Empty: off, unless an application has its own. */
  clientIds: setting({
    name: 'GOOGLE_CLIENT_IDS',
    type: listOf(clientId),
    default: whenUnset('none: Google is off', (environment): readonly string[] =>
      environment.isSet(secret) ? refuse('required because GOOGLE_CLIENT_SECRET is set') : [],
    ),
    meaning: 'the client ids whose tokens are accepted; the first is used for codes and the redirect flow',
  }),
  clientSecret: secret,
  issuer: setting({
    name: 'GOOGLE_ISSUER',
    type: exactUrl,
    default: 'https://accounts.google.com',
    meaning: 'issuer of the ID tokens, also accepted without `https://`, as Google writes both',
  }),
  jwksUrl: setting({
    name: 'GOOGLE_JWKS_URL',
    type: exactUrl,
    default: 'https://www.googleapis.com/oauth2/v3/certs',
    meaning: 'the keys that Google signs ID tokens with',
  }),
  authorizationUrl: setting({
    name: 'GOOGLE_AUTHORIZATION_URL',
    type: exactUrl,
    default: 'https://accounts.google.com/o/oauth2/v2/auth',
    meaning: 'where the redirect flow sends people',
  }),
  tokenUrl: setting({
    name: 'GOOGLE_TOKEN_URL',
    type: exactUrl,
    default: 'https://oauth2.googleapis.com/token',
    meaning: 'where codes are exchanged',
  }),
  userinfoUrl: setting({
    name: 'GOOGLE_USERINFO_URL',
    type: exactUrl,
    default: 'https://openidconnect.googleapis.com/v1/userinfo',
    meaning: 'where the redirect flow reads the profile',
  }),
}) {}
