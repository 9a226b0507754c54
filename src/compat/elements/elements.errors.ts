import { DomainError, InvalidRequestError } from '../../common/errors.js';
import type { ErrorRenderer, Failure } from '../../http/mount.js';
import { failureHeaders } from '../../http/problem-details.js';
import { standardStatus } from '../../http/standard-status.js';

/** A user that is not there, or that the caller may not know of. */
export class ElementsUserNotFoundError extends DomainError {
  /** @param name as the path has it */
  constructor(name: string) {
    super('not_found', 'elements.user_not_found', `User with id ${name} not found.`);
  }
}

/** Something that only some levels of users may do. */
export class ElementsLevelError extends DomainError {
  constructor() {
    super('forbidden', 'elements.level', 'Users of this level may not do this.');
  }
}

/** A sign-in by password of somebody who is signed in. */
export class ElementsSessionActiveError extends InvalidRequestError {
  constructor() {
    super([], 'Session already active.', 'elements.session_active');
  }
}

/** Somebody else's password, which administrators set by changing the user. */
export class ElementsNotImplementedError extends InvalidRequestError {
  constructor() {
    super([], 'Not implemented.', 'elements.not_implemented');
  }
}

/** A parameter of the query that is not what it should be. */
export class ElementsParameterError extends InvalidRequestError {
  constructor(message: string) {
    super([], message, 'elements.bad_parameter');
  }
}

/** A path that should hold a session secret and does not. */
export class ElementsBadSecretError extends InvalidRequestError {
  constructor() {
    super([], 'Bad Session Secret', 'elements.bad_secret');
  }
}

/** A profile that is somebody else's. */
export class ElementsForeignProfileError extends DomainError {
  constructor() {
    super('forbidden', 'elements.foreign_profile', 'The profile belongs to another user.');
  }
}

/** A configuration of an application that is not there. */
export class ElementsConfigurationNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'elements.configuration_not_found', 'Application configuration not found.');
  }
}

/** An application has one configuration of each kind. */
export class ElementsConfigurationExistsError extends DomainError {
  constructor() {
    super(
      'conflict',
      'elements.configuration_exists',
      'The application has a configuration of this kind already.',
    );
  }
}

/** A token that names no application of ours. */
export class ElementsTokenError extends DomainError {
  constructor() {
    super('forbidden', 'elements.token', 'Could not verify ID token.');
  }
}

/** A member of a request that names something that is not there. */
export function unknownReference(field: string): InvalidRequestError {
  return new InvalidRequestError([{ field, code: 'unknown', message: 'there is no such' }]);
}

type ErrorCode =
  | 'INVALID_DATA'
  | 'INVALID_PARAMETER'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'DUPLICATE'
  | 'CONFLICT'
  | 'OVERLOAD'
  | 'UNKNOWN';

/** Where two cannot be the same; every other conflict is about what happens at once. */
const DUPLICATES: ReadonlySet<string> = new Set([
  'users.email_taken',
  'users.username_taken',
  'applications.name_taken',
  'identities.taken',
  'identities.second_of_provider',
  'sessions.email_in_use',
  'request.conflict',
  'elements.configuration_exists',
]);
const WITHOUT_CODE: ReadonlySet<string> = new Set(['elements.session_active', 'elements.not_implemented']);
/** What Elements says; everything else is told in our own words. */
const MESSAGES: Readonly<Record<string, string>> = {
  'authentication.credential_refused': 'Session not valid.',
  'authentication.credential_missing': 'This needs a session.',
  'sessions.credentials_refused': 'Invalid credentials.',
  'sessions.not_found': 'Session Not Found.',
  'sessions.token_refused': 'Could not verify ID token.',
  'profiles.not_found': 'Profile not found.',
};
/** Members that core has other names for. */
const MEMBERS: Readonly<Record<string, string>> = {
  username: 'name',
  phone: 'primaryPhoneNb',
  currentPassword: 'oldPassword',
  appId: 'applicationId',
  appSecret: 'applicationSecret',
};

/** `{ code, message }`, with `validationFailureMessages` where members were refused. */
export const renderElementsError: ErrorRenderer = (failure) => {
  const [status, code] = outline(failure);
  const message = MESSAGES[failure.code] ?? failure.message;
  return {
    status,
    contentType: 'application/json; charset=utf-8',
    headers: failure.kind === 'unauthenticated' ? {} : failureHeaders(failure, ''),
    body: {
      code,
      message,
      ...(failure.fields.length > 0 &&
        code === 'INVALID_DATA' && { validationFailureMessages: faults(failure) }),
    },
  };
};

function faults({ fields }: Failure): string[] {
  return fields.map(({ field, message }) => `${MEMBERS[field] ?? field} - ${message}`);
}

function outline({ kind, code }: Failure): [number, ErrorCode] {
  const { status } = standardStatus(kind);
  switch (kind) {
    case 'invalid':
      return [status, invalidCode(code)];
    case 'unauthenticated':
    case 'forbidden':
      return [403, 'FORBIDDEN'];
    case 'not_found':
      return [status, code === 'request.not_found' ? 'UNKNOWN' : 'NOT_FOUND'];
    case 'conflict':
      return [status, DUPLICATES.has(code) ? 'DUPLICATE' : 'CONFLICT'];
    case 'stale':
      return [409, 'CONFLICT'];
    case 'rejected':
      return code === 'sessions.provider_off' ? [404, 'NOT_FOUND'] : [400, 'INVALID_DATA'];
    case 'rate_limited':
    case 'unavailable':
      return [status, 'OVERLOAD'];
    case 'method_not_allowed':
    case 'payload_too_large':
    case 'uri_too_long':
    case 'headers_too_large':
    case 'unsupported_media_type':
    case 'unexpected':
      return [status, 'UNKNOWN'];
  }
}

/** What keeps a request from being read at all has no code of its own. */
function invalidCode(code: string): ErrorCode {
  if (code.startsWith('query.') || code === 'elements.bad_parameter') {
    return 'INVALID_PARAMETER';
  }
  const isUnread = /^(body|path|request)\./.test(code) && code !== 'request.invalid';
  return isUnread || WITHOUT_CODE.has(code) ? 'UNKNOWN' : 'INVALID_DATA';
}

/** The errors of this API for its document. */
export const ELEMENTS_ERROR_SCHEMAS = {
  ElementsError: {
    type: 'object',
    description: 'What went wrong.',
    required: ['code', 'message'],
    properties: {
      code: { type: 'string', description: 'What it was.', examples: ['NOT_FOUND'] },
      message: { type: 'string', description: 'What happened, for people.' },
      validationFailureMessages: {
        type: 'array',
        items: { type: 'string' },
        description: 'One `<path> - <reason>` for each member that was refused; only there when some were.',
      },
    },
  },
};
