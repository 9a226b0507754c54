import type { Face, Mount } from '../../http/mount.js';
import { BYTENITE_ERROR_SCHEMA, renderByteNiteError } from './bytenite.errors.js';

/** The name of this API; the audience of the tokens that it issues. */
export const BYTENITE = 'bytenite';

const INTRODUCTION = `The authentication and wallet API of ByteNite, answered by Latchkey on its own paths.

- The value of \`Authorization\` is an access token, alone or after \`Bearer\`. \`POST /v1/auth/access_token\` exchanges an API key
  for one that is good for an hour; an access token of Latchkey's own API opens everything here as well. An API key itself opens nothing.
- Members that are not described are ignored. 64-bit integers are texts, amounts are numbers in whole units.
- Every refusal is \`{ ok: false, requestId, message, error: { code, message, description } }\` with its true HTTP status.`;

const token = (description: string) => ({
  type: 'apiKey',
  in: 'header',
  name: 'Authorization',
  description,
});

const face: Face = {
  name: BYTENITE,
  title: 'ByteNite',
  introduction: INTRODUCTION,
  tags: {
    User: 'The caller, and how to get and give up an access token.',
    'API keys': 'Long-lived keys, to be exchanged for access tokens.',
    Secrets: 'Values kept encrypted for their owner.',
    Wallet: 'Balance, transactions, exchange rate and coupons.',
  },
  errorSchemas: { ByteNiteError: BYTENITE_ERROR_SCHEMA },
  errorSchemaOf: () => 'ByteNiteError',
  securitySchemes: {
    'opaque-token': { byteNiteToken: token('The `token` of an answer of `POST /v1/auth/access_token`.') },
  },
};

const mount = (prefix: string): Mount => ({
  prefix,
  credentials: ['opaque-token', 'access-token'],
  acceptsBareTokens: true,
  acceptsForms: false,
  face,
  renderError: renderByteNiteError,
});

/** Its paths. */
export const byteNiteMounts: readonly Mount[] = [mount('/v1/auth'), mount('/v1/wallet')];
