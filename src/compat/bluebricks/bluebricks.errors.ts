import type { ErrorRenderer, Failure } from '../../http/mount.js';
import { failureHeaders } from '../../http/problem-details.js';
import { standardStatus } from '../../http/standard-status.js';

const CHALLENGE = 'Bearer';

/** Where a refused member of the only operation with a body can stand. */
const OF_ROLE_CHANGE = /^(roles|add|body)\b/;

/** `{ statusCode, message, error }`, with the texts of Bluebricks' reference where it has one. */
export const renderBluebricksError: ErrorRenderer = (failure) => {
  const { status, title } = standardStatus(failure.kind);
  return {
    status,
    contentType: 'application/json; charset=utf-8',
    headers: failureHeaders(failure, CHALLENGE),
    body: { statusCode: status, message: messageOf(failure), error: title },
  };
};

function messageOf({ kind, code, message, fields, details }: Failure): string {
  switch (kind) {
    case 'invalid':
      return code.startsWith('body.') || fields.some(({ field }) => OF_ROLE_CHANGE.test(field))
        ? 'Failed to update user roles'
        : 'Failed to fetch user information';
    case 'unauthenticated':
      return 'Failed to authenticate user';
    case 'forbidden':
      return code === 'authorization.permission_missing'
        ? `Missing required scopes: ${String(details.permission)}`
        : message;
    case 'not_found':
      return code === 'users.not_found' ? 'User not found' : message;
    case 'rate_limited':
      return 'Too many requests';
    default:
      return message;
  }
}
