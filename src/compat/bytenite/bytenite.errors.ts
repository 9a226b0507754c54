import type { ErrorRenderer, Failure } from '../../http/mount.js';
import { failureHeaders } from '../../http/problem-details.js';
import { standardStatus } from '../../http/standard-status.js';

const CHALLENGE = 'Bearer realm="bytenite"';
/** Where this API has another status for something than our own. */
const STATUS_OF: Readonly<Record<string, number>> = {
  'coupons.used_before': 400,
  'coupons.used_up': 400,
  'wallet.rate_not_found': 400,
  'wallet.same_currency': 400,
};

/** ByteNite's envelope: `{ ok, requestId, message, error: { code, message, description } }`, where `code` is the status. */
export const renderByteNiteError: ErrorRenderer = (failure) => {
  const standard = standardStatus(failure.kind);
  const status = STATUS_OF[failure.code] ?? standard.status;
  return {
    status,
    contentType: 'application/json',
    headers: failureHeaders(failure, CHALLENGE),
    body: {
      ok: false,
      requestId: failure.requestId,
      message: 'Request failed',
      error: {
        code: status,
        message: status === standard.status ? standard.title : 'Bad Request',
        description: descriptionOf(failure),
      },
    },
  };
};

/** The members that were refused are named in the text, since the envelope has no other place for them. */
function descriptionOf({ message, fields }: Failure): string {
  return fields.length === 0 ? message : fields.map((one) => `${one.field} ${one.message}`).join('; ');
}

export const BYTENITE_ERROR_SCHEMA = {
  type: 'object',
  description: 'What went wrong.',
  required: ['ok', 'requestId', 'message', 'error'],
  properties: {
    ok: { type: 'boolean', enum: [false], description: 'Always false.' },
    requestId: { type: 'string', description: 'The `X-Request-Id` of this answer; every log line has it.' },
    message: { type: 'string', description: 'Always "Request failed".' },
    error: {
      type: 'object',
      description: 'What it was.',
      required: ['code', 'message', 'description'],
      properties: {
        code: { type: 'integer', description: 'The HTTP status.' },
        message: { type: 'string', description: 'The status in words.' },
        description: { type: 'string', description: 'What happened, for people.' },
      },
    },
  },
};
