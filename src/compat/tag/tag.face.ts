import type { Face, Mount } from '../../http/mount.js';
import { renderTagError, TAG_ERROR_SCHEMA } from './tag.errors.js';

/** The name of this API; the audience of the tokens that it issues. */
export const TAG = 'tag';

const INTRODUCTION = `The user API of TAG by Satellite, answered by Latchkey: the short paths of its documentation, and the URIs that clients use.

- \`POST /oauth/v2/token\` gives access tokens to OAuth clients, which administrators make in Latchkey's own API.
- Members that are not described are ignored. \`PUT /user/me\` replaces all details; a password is only changed when it is sent.
- Refused members are \`{ code, message, errors: { children } }\`, what OAuth2 has words for is \`{ error, error_description }\`.
- Administrators cannot use this API.`;

const TOKEN_URL = '/oauth/v2/token';

const face: Face = {
  name: TAG,
  title: 'TAG',
  introduction: INTRODUCTION,
  tags: { User: 'Users, and the one who is signed in.', OAuth2: 'Access tokens.' },
  errorSchemas: { TagError: TAG_ERROR_SCHEMA },
  errorSchemaOf: () => 'TagError',
  securitySchemes: {
    'opaque-token': {
      oauth2: {
        type: 'oauth2',
        description: 'Sign in with an e-mail address and a password, as an OAuth client.',
        flows: { password: { tokenUrl: TOKEN_URL, refreshUrl: TOKEN_URL, scopes: {} } },
      },
    },
  },
};

const mount = (prefix: string, acceptsForms: boolean): Mount => ({
  prefix,
  credentials: ['opaque-token', 'access-token'],
  refusesAdministrators: true,
  acceptsForms,
  face,
  renderError: renderTagError,
});

/** Its paths. */
export const tagMounts: readonly Mount[] = [
  mount('/user', false),
  mount('/api/v5', false),
  mount('/oauth/v2', true),
];
