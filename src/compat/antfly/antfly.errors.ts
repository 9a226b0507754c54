import { InvalidRequestError } from '../../common/errors.js';
import type { ErrorRenderer, Failure } from '../../http/mount.js';
import { failureHeaders } from '../../http/problem-details.js';
import { standardStatus } from '../../http/standard-status.js';

const CHALLENGE = 'Basic, ApiKey, Bearer';
const POLICY_NEEDED = 'resource, resource_type and type are required';

/** A permission with a word that Antfly does not have. */
export class InvalidPermissionError extends InvalidRequestError {
  constructor(message: string) {
    super([], message, 'antfly.invalid_permission');
  }
}

/** A time to live that is no duration. */
export class InvalidDurationError extends InvalidRequestError {
  constructor() {
    super([], 'Invalid expires_in: it is a duration above zero, such as 720h', 'antfly.invalid_duration');
  }
}

/** Antfly's own texts for members that are missing or not what they should be, by the name of the member. */
const MEMBER_TEXTS: Readonly<Record<string, string>> = {
  password: 'Username and password are required',
  new_password: 'New password cannot be empty',
  name: 'Name is required',
  resource: POLICY_NEEDED,
  resource_type: POLICY_NEEDED,
  type: POLICY_NEEDED,
  resourceType: 'resource and resourceType are required',
};
const ABSENT: ReadonlySet<string> = new Set(['missing', 'not_a_string', 'wrong_length']);

/** `{ error }`, with Antfly's own texts where it has them. */
export const renderAntflyError: ErrorRenderer = (failure) => ({
  status: isLastAdministrator(failure) ? 400 : standardStatus(failure.kind).status,
  contentType: 'application/json; charset=utf-8',
  headers: failureHeaders(failure, CHALLENGE),
  body: { error: textOf(failure) },
});

function isLastAdministrator({ code }: Failure): boolean {
  return code === 'roles.last_administrator';
}

function textOf(failure: Failure): string {
  const { kind, code, message } = failure;
  switch (kind) {
    case 'invalid':
      return invalidText(failure);
    case 'unauthenticated':
      return 'Unauthorized';
    case 'forbidden':
      return code === 'authorization.permission_missing' ? 'Forbidden' : message;
    case 'not_found':
      return code === 'users.not_found' ? 'user not found' : message;
    case 'conflict':
      return code === 'users.username_taken' ? 'user already exists' : message;
    default:
      return message;
  }
}

function invalidText({ code, message, fields: [field] }: Failure): string {
  if (code.startsWith('body.')) {
    return `Invalid request body: ${message}`;
  }
  if (field === undefined || code !== 'request.invalid') {
    return message;
  }
  const member = field.field.replace(/^.*\./, '');
  const text = ABSENT.has(field.code) ? MEMBER_TEXTS[member] : undefined;
  return text ?? `${member === 'newPassword' ? 'new_password' : field.field} ${field.message}`;
}
