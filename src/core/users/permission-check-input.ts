import { PERMISSION_PATTERN } from '../../authorization/permissions.js';
import { type FieldError, InvalidRequestError } from '../../common/errors.js';
import type { PermissionCheck } from '../roles/permission-checks.service.js';

export const MAX_CHECKS = 100;
const MAX_RESOURCE_LENGTH = 255;
const VERB = /^[a-z][a-z0-9_-]{0,31}$/;
const KIND = /^[a-z][a-z0-9_.-]{0,63}$/;
const BY_PERMISSION = ['permission'];
const BY_RESOURCE = ['type', 'resourceType', 'resource'];

/**
 * Reads the questions of a check call. By hand, since it stands in front of every request of other services and a general
 * validator costs more than the answer.
 * @throws InvalidRequestError naming every member that is refused
 */
export function readChecks(checks: readonly unknown[]): PermissionCheck[] {
  if (checks.length === 0 || checks.length > MAX_CHECKS) {
    const code = checks.length === 0 ? 'too_few' : 'too_many';
    throw new InvalidRequestError([{ field: 'checks', code, message: `has 1 to ${MAX_CHECKS} checks` }]);
  }
  const errors: FieldError[] = [];
  checks.forEach((check, place) => refusalsOf(check, `checks[${place}]`, errors));
  if (errors.length > 0) {
    throw new InvalidRequestError(errors);
  }
  return checks as PermissionCheck[];
}

function refusalsOf(check: unknown, field: string, errors: FieldError[]): void {
  if (typeof check !== 'object' || check === null || Array.isArray(check)) {
    errors.push({ field, code: 'not_an_object', message: 'is an object' });
    return;
  }
  const members = check as Record<string, unknown>;
  const allowed = 'permission' in members ? BY_PERMISSION : BY_RESOURCE;
  for (const member of Object.keys(members).filter((name) => !allowed.includes(name))) {
    const message = 'permission' in members ? 'does not go with permission' : 'is not known here';
    errors.push({ field: `${field}.${member}`, code: 'unknown_field', message });
  }
  for (const member of allowed) {
    const message = wrongWith(member, members[member]);
    if (message !== null) {
      errors.push({ field: `${field}.${member}`, code: 'wrong_format', message });
    }
  }
}

/** @returns null when the value is fine; wildcards are for grants, a question is about one thing */
function wrongWith(member: string, value: unknown): string | null {
  switch (member) {
    case 'permission':
      return matches(PERMISSION_PATTERN, value) ? null : 'is verb:resource';
    case 'type':
      return matches(VERB, value) ? null : 'is a verb in lower-case letters, digits, - and _';
    case 'resourceType':
      return matches(KIND, value) ? null : 'is a kind of thing in lower-case letters, digits, -, _ and .';
    default:
      return typeof value === 'string' &&
        value.length > 0 &&
        value.length <= MAX_RESOURCE_LENGTH &&
        value !== '*'
        ? null
        : 'is the id of one resource, 1 to 255 characters';
  }
}

function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value);
}
