import { ROLE_PERMISSIONS } from '../../authorization/permissions.js';

/** Role `admin`: every permission there is. */
export const ADMIN_ROLE_ID = 'rol_Administrator001';

/** Role `user`, given at sign-up: no permission, since own rows need none. */
export const USER_ROLE_ID = 'rol_RegularUser00001';

/** Roles that exist from the first run and cannot be deleted. */
export const BUILT_IN_ROLES = [
  {
    id: ADMIN_ROLE_ID,
    name: 'admin',
    description: 'Everything, on every account.',
    permissions: [...ROLE_PERMISSIONS] as string[],
  },
  { id: USER_ROLE_ID, name: 'user', description: 'Own account only.', permissions: [] as string[] },
] as const;
