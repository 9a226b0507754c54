import { refuse, section, setting, whenUnset, type ValueType } from './setting.js';
import { baseUrl, exactUrl, listOf } from './value-types.js';

const projectId: ValueType<string> = {
  expected: 'a project id of letters, digits, hyphens, points and colons',
  parse: (text) => (/^[A-Za-z0-9][A-Za-z0-9.:-]{0,127}$/.test(text) ? text : refuse()),
};

/** Sign-in by Firebase Authentication; off without project ids. */
export class FirebaseConfig extends section('Firebase', {
  /** Empty: off, unless an application has its own. */
  projectIds: setting({
    name: 'FIREBASE_PROJECT_IDS',
    type: listOf(projectId),
    default: whenUnset('none: Firebase is off', (): readonly string[] => []),
    meaning: 'the projects whose ID tokens are accepted',
  }),
  /** Without a slash at its end; the issuer of a project is this, a slash and its id. */
  issuerBase: setting({
    name: 'FIREBASE_ISSUER_BASE',
    type: baseUrl,
    default: 'https://securetoken.google.com',
    meaning: 'issuer of the ID tokens, without `/` and the project id',
  }),
  jwksUrl: setting({
    name: 'FIREBASE_JWKS_URL',
    type: exactUrl,
    default: 'https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com',
    meaning: 'the keys that Firebase signs ID tokens with',
  }),
}) {}
