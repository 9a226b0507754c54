import type { Face, Mount } from '../../http/mount.js';
import { ELEMENTS_ERROR_SCHEMAS, renderElementsError } from './elements.errors.js';
import { ELEMENTS_HEADERS, findSessionSecret } from './elements.headers.js';

/** The name of this API; the audience of its sessions. */
export const ELEMENTS = 'elements';

const INTRODUCTION = `Users, sessions, profiles and applications as Namazu Elements has them (version 2.1.3), answered by Latchkey on its own paths.

- A session secret, of \`POST /api/rest/session\` and of the sign-ins by providers, goes into \`Authorization\`, alone or after \`Bearer\`, or into
  \`Elements-SessionSecret\`. It is good for 48 hours after its last use. An access token of Latchkey's own API opens everything here as well.
- Without either a request is made by nobody in particular (\`UNPRIVILEGED\`), which most operations refuse with 403.
- Ids are 24 hex characters. Members that are not described are ignored; members without a value are null.
- \`X-HTTP-Method-Override\` makes a POST a PUT, PATCH or DELETE.
- Every refusal is \`{ code, message }\` with its true HTTP status, and \`validationFailureMessages\` where members were refused.`;

const face: Face = {
  name: ELEMENTS,
  title: 'Elements',
  introduction: INTRODUCTION,
  tags: {
    Users: 'Users as callers of each level see and change them.',
    Sessions: 'Signing in and out by password.',
    'Provider sessions': 'Signing in by Google, Apple, Facebook and Firebase.',
    Profiles: 'How users appear within applications.',
    Applications: 'Applications and their provider configurations.',
  },
  errorSchemas: ELEMENTS_ERROR_SCHEMAS,
  errorSchemaOf: () => 'ElementsError',
  securitySchemes: {
    'session-secret': {
      sessionSecret: {
        type: 'apiKey',
        in: 'header',
        name: 'Authorization',
        description: 'The `sessionSecret` of an answer of `POST /api/rest/session`.',
      },
    },
  },
};

/** Its paths. */
export const elementsMounts: readonly Mount[] = [
  {
    prefix: '/api/rest',
    credentials: ['session-secret', 'access-token'],
    acceptsBareTokens: true,
    acceptsForms: false,
    findSessionSecret,
    allowsMethodOverride: true,
    requestHeaders: ELEMENTS_HEADERS,
    multilineMembers: ['serviceAccountCredentials'],
    face,
    renderError: renderElementsError,
  },
];
