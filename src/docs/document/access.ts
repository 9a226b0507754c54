import type { AccessRule } from '../../authorization/access.decorators.js';
import { selfPermissionFor } from '../../authorization/api-key-access.js';
import type { Permission } from '../../authorization/permissions.js';
import type { CredentialKind, Mount } from '../../http/mount.js';
import type { Operation } from './openapi.js';
import type { RouteFacts } from './routes.js';

/** How Swagger UI and generated clients may sign in. */
const SECURITY_SCHEMES = {
  signIn: {
    type: 'oauth2',
    description: 'Sign in with a user name or an e-mail address and a password.',
    flows: { password: { tokenUrl: '/oauth/token', refreshUrl: '/oauth/token', scopes: {} } },
  },
  accessToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The `accessToken` of an answer of `POST /v1/sessions`, good for 15 minutes.',
  },
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Api-Key',
    description: 'An API key, `lk_…`.',
  },
  opaqueToken: { type: 'http', scheme: 'bearer', description: 'An access token of this API.' },
  encodedApiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: '`ApiKey ` and the base64 of `key_id:key_secret`.',
  },
  basic: { type: 'http', scheme: 'basic', description: 'User name and password.' },
  sessionSecret: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'The secret of a session.',
  },
} as const;

type SchemeName = keyof typeof SECURITY_SCHEMES;

const SCHEMES_OF: Readonly<Record<CredentialKind, readonly SchemeName[]>> = {
  'access-token': ['signIn', 'accessToken'],
  'opaque-token': ['opaqueToken'],
  'api-key': ['apiKey'],
  'encoded-api-key': ['encodedApiKey'],
  'session-secret': ['sessionSecret'],
  basic: ['basic'],
};

/** The ways to sign in that a mount accepts, by the names that operations refer to, in the order tried. */
export function schemesOf({
  credentials,
  face,
}: Pick<Mount, 'credentials' | 'face'>): Record<string, object> {
  const schemes = credentials.map(
    (kind) =>
      face?.securitySchemes[kind] ??
      Object.fromEntries(SCHEMES_OF[kind].map((name) => [name, SECURITY_SCHEMES[name]])),
  );
  return Object.assign({}, ...schemes) as Record<string, object>;
}

const KEY_KINDS: ReadonlySet<CredentialKind> = new Set(['api-key', 'encoded-api-key']);

/** What is known of a route for its access. */
type AccessFacts = Pick<RouteFacts, 'access' | 'isClosedToKeys' | 'onlyReads'>;

/** Who may call an operation: for readers, for tools, and for clients that have to send something. */
export function describeAccess(
  operation: Operation,
  method: string,
  facts: AccessFacts,
  mount: Pick<Mount, 'credentials' | 'face'>,
): Pick<Operation, 'description' | 'security' | 'x-access' | 'x-permissions' | 'x-key-permissions'> {
  const { access, isClosedToKeys } = facts;
  const credentials = mount.credentials.filter((kind) => !(isClosedToKeys && KEY_KINDS.has(kind)));
  const isAnonymous = access.kind === 'public' && !access.readsCaller;
  const schemes = isAnonymous ? [] : Object.keys(schemesOf({ ...mount, credentials }));
  // An empty requirement says that none has to be met.
  const nobody = access.kind === 'public' && access.readsCaller ? [{}] : [];
  const keyPermissions = keyPermissionsOf(method, facts);
  const text = `**Access:** ${accessText(access)}${keyText(keyPermissions, isClosedToKeys)}.`;
  return {
    description: [operation.description, text].filter(Boolean).join('\n\n'),
    security: [...nobody, ...schemes.map((scheme) => ({ [scheme]: [] }))],
    'x-access': access.kind,
    'x-permissions': permissionsOf(access),
    'x-key-permissions': keyPermissions,
  };
}

/** What an API key needs, besides, where rows of its owner are concerned. */
export function keyPermissionsOf(
  method: string,
  { access, isClosedToKeys, onlyReads }: AccessFacts,
): readonly Permission[] {
  const isAboutOwnRows = access.kind === 'signed-in' || access.kind === 'self-or';
  return isAboutOwnRows && !isClosedToKeys ? [selfPermissionFor(method.toUpperCase(), onlyReads)] : [];
}

function keyText([permission]: readonly Permission[], isClosedToKeys: boolean): string {
  if (isClosedToKeys) {
    return '; not with an API key';
  }
  return permission === undefined ? '' : `; for own rows an API key needs \`${permission}\``;
}

/** All of them are needed. */
export function permissionsOf(rule: AccessRule): readonly string[] {
  return 'permissions' in rule ? rule.permissions : [];
}

function accessText(rule: AccessRule): string {
  const permissions = permissionsOf(rule)
    .map((permission) => `\`${permission}\``)
    .join(' and ');
  switch (rule.kind) {
    case 'public':
      return rule.readsCaller ? 'Anyone, signed in or not' : 'Anyone';
    case 'signed-in':
      return 'Any signed-in caller';
    case 'permissions':
      return `Needs ${permissions}`;
    case 'self-or':
      return `Own account, or ${permissions}`;
  }
}
