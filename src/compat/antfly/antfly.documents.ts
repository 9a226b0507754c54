/** The user that a path names. */
export const USER_NAME = {
  name: 'userName',
  description: 'The name of the user, percent-encoded.',
  example: 'johndoe',
} as const;

export const NOT_FOUND = { status: 404, code: 'users.not_found', when: 'There is no such user.' } as const;

export const BEYOND = {
  status: 403,
  code: 'authorization.beyond_own_permissions',
  when: 'It would reach beyond what the caller may do.',
} as const;

export const LAST_ADMINISTRATOR = {
  status: 400,
  code: 'roles.last_administrator',
  when: 'It is the last administrator.',
} as const;
