import type { DocumentedFailure } from '../../http/fails.decorator.js';

export const APPLICATION_NOT_FOUND: DocumentedFailure = {
  status: 404,
  code: 'applications.not_found',
  when: 'There is no such application.',
};
export const APPLICATION_STALE: DocumentedFailure = {
  status: 412,
  code: 'applications.changed_meanwhile',
  when: 'The application no longer has the `ETag` of `If-Match`.',
};
export const APPLICATION_NAME_TAKEN: DocumentedFailure = {
  status: 409,
  code: 'applications.name_taken',
  when: 'Another application has this name.',
};
export const PROVIDER_NOT_SET: DocumentedFailure = {
  status: 404,
  code: 'applications.provider_not_set',
  when: 'The application has no settings for this provider.',
};
export const CLIENT_NOT_FOUND: DocumentedFailure = {
  status: 404,
  code: 'applications.client_not_found',
  when: 'The application has no such client.',
};
