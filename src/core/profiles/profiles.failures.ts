import type { DocumentedFailure } from '../../http/fails.decorator.js';

export const PROFILE_NOT_FOUND: DocumentedFailure = {
  status: 404,
  code: 'profiles.not_found',
  when: 'There is no such profile, or not for the caller.',
};
export const TOO_MANY_PROFILES: DocumentedFailure = {
  status: 409,
  code: 'profiles.too_many',
  when: 'The account has 100 profiles already.',
};
export const PROFILE_STALE: DocumentedFailure = {
  status: 412,
  code: 'profiles.changed_meanwhile',
  when: 'The profile no longer has the `ETag` of `If-Match`.',
};
export const PROFILES_OF_OTHERS: (permission: 'read:profiles' | 'update:profiles') => DocumentedFailure = (
  permission,
) => ({
  status: 403,
  code: 'authorization.permission_missing',
  when: `\`userId\` is somebody else and the caller lacks \`${permission}\`.`,
  details: { permission },
});
