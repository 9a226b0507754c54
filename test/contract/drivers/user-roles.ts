import { ADMIN_ROLE_ID, USER_ROLE_ID } from '../../../src/core/roles/built-in-roles.js';
import { NOBODY } from '../world.js';
import type { Drivers } from './driver.js';

const BEYOND = 'authorization.beyond_own_permissions';
const LAST = 'roles.last_administrator';
const NOT_FOUND = 'users.not_found';

export const userRoleDrivers: Drivers = {
  async listUserRoles(send, world) {
    const person = await world.person();
    const as = (await world.administrator()).accessToken;
    await send({ as: person.accessToken, path: { userId: 'me' } }, 200);
    await send({ as, path: { userId: NOBODY } }, 404, NOT_FOUND);
  },

  async addUserRoles(send, world) {
    const [person, as] = [await world.person(), (await world.administrator()).accessToken];
    await send({ as, path: { userId: person.id }, body: { roles: [ADMIN_ROLE_ID] } }, 200);
    await send({ as, path: { userId: NOBODY }, body: { roles: [] } }, 404, NOT_FOUND);
    await send({ as, path: { userId: person.id }, body: { roles: ['admin'] } }, 400, 'request.invalid');
    const unknown = { roles: ['rol_0000000000000000'] };
    await send({ as, path: { userId: person.id }, body: unknown }, 400, 'roles.unknown');
    const helper = await world.holderOf('update:users');
    const path = { userId: (await world.person()).id };
    await send({ as: helper.accessToken, path, body: { roles: [ADMIN_ROLE_ID] } }, 403, BEYOND);
    const roles = await Promise.all(Array.from({ length: 100 }, () => world.role()));
    await send({ as, path, body: { roles } }, 422, 'roles.too_many');
  },

  async replaceUserRoles(send, world) {
    const [person, as] = [await world.person(), (await world.administrator()).accessToken];
    const body = { roles: [USER_ROLE_ID] };
    await send({ as, path: { userId: person.id }, body }, 200);
    await send({ as, path: { userId: NOBODY }, body }, 404, NOT_FOUND);
    const helper = await world.holderOf('update:users');
    const path = { userId: (await world.administrator()).id };
    await send({ as: helper.accessToken, path, body }, 403, BEYOND);
    const last = await world.lastAdministrator();
    await send({ as: last.token, path: { userId: last.id }, body }, 409, LAST);
  },

  async removeUserRole(send, world) {
    const [person, as] = [await world.person(), (await world.administrator()).accessToken];
    await send({ as, path: { userId: person.id, roleId: USER_ROLE_ID } }, 204);
    await send({ as, path: { userId: person.id, roleId: USER_ROLE_ID } }, 404, 'roles.not_held');
    await send({ as, path: { userId: person.id, roleId: 'no role' } }, 404, 'roles.not_held');
    await send({ as, path: { userId: NOBODY, roleId: USER_ROLE_ID } }, 404, NOT_FOUND);
    const helper = await world.holderOf('update:users');
    const path = { userId: (await world.administrator()).id, roleId: USER_ROLE_ID };
    await send({ as: helper.accessToken, path }, 403, BEYOND);
    const last = await world.lastAdministrator();
    await send({ as: last.token, path: { userId: last.id, roleId: ADMIN_ROLE_ID } }, 409, LAST);
  },
};
