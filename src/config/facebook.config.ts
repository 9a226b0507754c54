import { refuse, section, setting, whenUnset, type Setting } from './setting.js';
import { baseUrl, clientId, clientSecret, exactUrl } from './value-types.js';

const appId: Setting<string | null> = setting({
  name: 'FACEBOOK_APP_ID',
  type: clientId,
  default: whenUnset('none: Facebook is off', (environment) =>
    environment.isSet(appSecret) ? refuse('required because FACEBOOK_APP_SECRET is set') : null,
  ),
  meaning: 'the app whose tokens are accepted',
});

const appSecret: Setting<string | null> = setting({
  name: 'FACEBOOK_APP_SECRET',
  type: clientSecret,
  default: whenUnset('none', (environment) =>
    environment.isSet(appId) ? refuse('required because FACEBOOK_APP_ID is set') : null,
  ),
  meaning: 'the secret of that app',
  isSecret: true,
});

/** Sign-in by Facebook; app id and secret come together or not at all. */
export class FacebookConfig extends section('Facebook', {
  appId,
  appSecret,
  /** Without a slash at its end; calls append `/me` and the like. */
  graphUrl: setting({
    name: 'FACEBOOK_GRAPH_URL',
    type: baseUrl,
    default: 'https://graph.facebook.com/v24.0',
    meaning: 'the Graph API, with its version: access tokens are proven there and codes exchanged',
  }),
  authorizationUrl: setting({
    name: 'FACEBOOK_AUTHORIZATION_URL',
    type: exactUrl,
    default: 'https://www.facebook.com/v24.0/dialog/oauth',
    meaning: 'where the redirect flow sends people',
  }),
  issuer: setting({
    name: 'FACEBOOK_ISSUER',
    type: exactUrl,
    default: 'https://www.facebook.com',
    meaning: 'issuer of the ID tokens of Limited Login',
  }),
  jwksUrl: setting({
    name: 'FACEBOOK_JWKS_URL',
    type: exactUrl,
    default: 'https://limited.facebook.com/.well-known/oauth/openid/jwks/',
    meaning: 'the keys that Facebook signs ID tokens with',
  }),
}) {}
