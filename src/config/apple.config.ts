import {
  refuse,
  section,
  setting,
  whenUnset,
  type Environment,
  type Setting,
  type ValueType,
} from './setting.js';
import { clientId, exactUrl, listOf, p256PrivateKey } from './value-types.js';

const appleId: ValueType<string> = {
  expected: 'an id of up to 64 letters and digits',
  parse: (text) => (/^[A-Za-z0-9]{1,64}$/.test(text) ? text : refuse()),
};

const withoutRest = whenUnset('none: codes and the redirect flow are off', (environment) => {
  const given = signingSettings.find((part) => environment.isSet(part));
  return given === undefined ? null : refuse(`required because ${given.name} is set`);
});

const teamId: Setting<string | null> = setting({
  name: 'APPLE_TEAM_ID',
  type: appleId,
  default: withoutRest,
  meaning: 'the team that the client ids belong to',
});

const keyId: Setting<string | null> = setting({
  name: 'APPLE_KEY_ID',
  type: appleId,
  default: withoutRest,
  meaning: 'the id of `APPLE_PRIVATE_KEY`',
});

const privateKey: Setting<string | null> = setting({
  name: 'APPLE_PRIVATE_KEY',
  type: p256PrivateKey,
  default: withoutRest,
  meaning: 'the key that client secrets are signed with',
  isSecret: true,
});

const signingSettings = [teamId, keyId, privateKey];

/** Sign-in by Apple; off without client ids. Team, key id and private key come together or not at all. */
export class AppleConfig extends section('Apple', {
  /** Accepted audiences; the first is the client of the redirect flow. Empty: off, unless an application has its own. */
  clientIds: setting({
    name: 'APPLE_CLIENT_IDS',
    type: listOf(clientId),
    default: whenUnset('none: Apple is off', noneUnlessSigning),
    meaning:
      'the bundle and service ids whose tokens are accepted; the first is used for codes and the redirect flow',
  }),
  teamId,
  keyId,
  /** PEM. */
  privateKey,
  issuer: setting({
    name: 'APPLE_ISSUER',
    type: exactUrl,
    default: 'https://appleid.apple.com',
    meaning: 'issuer of the ID tokens',
  }),
  jwksUrl: setting({
    name: 'APPLE_JWKS_URL',
    type: exactUrl,
    default: 'https://appleid.apple.com/auth/keys',
    meaning: 'the keys that Apple signs ID tokens with',
  }),
  authorizationUrl: setting({
    name: 'APPLE_AUTHORIZATION_URL',
    type: exactUrl,
    default: 'https://appleid.apple.com/auth/authorize',
    meaning: 'where the redirect flow sends people',
  }),
  tokenUrl: setting({
    name: 'APPLE_TOKEN_URL',
    type: exactUrl,
    default: 'https://appleid.apple.com/auth/token',
    meaning: 'where codes are exchanged',
  }),
}) {}

function noneUnlessSigning(environment: Environment): readonly string[] {
  const given = signingSettings.find((part) => environment.isSet(part));
  return given === undefined ? [] : refuse(`required because ${given.name} is set`);
}
