import { ADMIN_ROLE_ID, USER_ROLE_ID } from '../../../src/core/roles/built-in-roles.js';
import { newName } from '../world.js';
import type { Drivers } from './driver.js';

const BEYOND = 'authorization.beyond_own_permissions';
const NOT_FOUND = 'roles.not_found';
const BUILT_IN = 'roles.built_in';
const NO_ROLE = 'rol_0000000000000000';
const STALE = { 'if-match': '"999"' };

export const roleDrivers: Drivers = {
  async listRoles(send, world) {
    const as = (await world.administrator()).accessToken;
    await world.role('read:users');
    const { body } = await send({ as, query: { limit: 1, include: 'total' } }, 200);
    await send({ as, query: { limit: 1, cursor: body.nextCursor } }, 200);
    await send({ as, query: { cursor: 'nonsense' } }, 400, 'request.invalid');
    await send({ as, query: { include: 'everything' } }, 400, 'request.invalid');
  },

  async createRole(send, world) {
    const as = (await world.administrator()).accessToken;
    const body = { name: newName(), description: 'At the desk.', permissions: ['read:users'] };
    await send({ as, body }, 201);
    await send({ as, body }, 409, 'roles.name_taken');
    await send({ as, body: { name: newName(), permissions: ['read:nothing'] } }, 400, 'permissions.unknown');
    await send({ as, body: { name: newName(), permissions: ['read'] } }, 400, 'request.invalid');
    await send({ as, body: { name: newName() } }, 400, 'request.invalid');
    await send({ as, body: { name: NO_ROLE, permissions: [] } }, 400, 'request.invalid');
    const headers = { 'Idempotency-Key': newName() };
    const first = { name: newName(), permissions: [] };
    await send({ as, body: first, headers }, 201);
    await send({ as, body: first, headers }, 201);
    await send({ as, body: { ...first, name: newName() }, headers }, 422, 'idempotency.mismatch');
    const editor = await world.holderOf('update:roles');
    await send({ as: editor.accessToken, body: { ...body, name: newName() } }, 403, BEYOND);
  },

  async readRole(send, world) {
    const as = (await world.administrator()).accessToken;
    await send({ as, path: { roleId: USER_ROLE_ID } }, 200);
    await send({ as, path: { roleId: await world.role() } }, 200);
    await send({ as, path: { roleId: NO_ROLE } }, 404, NOT_FOUND);
    await send({ as, path: { roleId: 'admin' } }, 404, NOT_FOUND);
  },

  async updateRole(send, world) {
    const as = (await world.administrator()).accessToken;
    const path = { roleId: await world.role('read:users') };
    const other = await world.role();
    await send({ as, path, body: { permissions: ['read:roles'], description: null } }, 200);
    await send({ as, path, body: { name: newName() }, headers: { 'if-match': '"2"' } }, 200);
    await send({ as, path, body: { name: newName() }, headers: STALE }, 412, 'roles.changed_meanwhile');
    await send({ as, path, body: { permissions: ['read:nothing'] } }, 400, 'permissions.unknown');
    await send({ as, path, body: { builtIn: true } }, 400, 'request.invalid');
    await send({ as, path: { roleId: NO_ROLE }, body: {} }, 404, NOT_FOUND);
    await send({ as, path: { roleId: ADMIN_ROLE_ID }, body: { permissions: [] } }, 409, BUILT_IN);
    const name = newName();
    await world.api.admin.patch(`/v1/roles/${other}`, { name });
    await send({ as, path, body: { name: name.toUpperCase() } }, 409, 'roles.name_taken');
    const editor = (await world.holderOf('update:roles')).accessToken;
    await send({ as: editor, path, body: { description: 'x' } }, 403, BEYOND);
    await send({ as: editor, path: { roleId: other }, body: { permissions: ['read:users'] } }, 403, BEYOND);
  },

  async deleteRole(send, world) {
    const as = (await world.administrator()).accessToken;
    const path = { roleId: await world.role('read:users') };
    await send({ as, path, headers: STALE }, 412, 'roles.changed_meanwhile');
    const editor = await world.holderOf('update:roles');
    await send({ as: editor.accessToken, path }, 403, BEYOND);
    const holder = await world.person();
    await world.api.admin.post(`/v1/users/${holder.id}/roles`, { roles: [path.roleId] });
    await send({ as, path }, 409, 'roles.in_use');
    await world.api.admin.delete(`/v1/users/${holder.id}/roles/${path.roleId}`);
    await send({ as, path }, 204);
    await send({ as, path }, 404, NOT_FOUND);
    await send({ as, path: { roleId: USER_ROLE_ID } }, 409, BUILT_IN);
  },

  async listRoleHolders(send, world) {
    const as = (await world.administrator()).accessToken;
    const path = { roleId: USER_ROLE_ID };
    await world.person({ displayName: 'Ada Lovelace', username: newName() });
    const { body } = await send({ as, path, query: { limit: 1, include: 'total' } }, 200);
    await send({ as, path, query: { limit: 1, cursor: body.nextCursor } }, 200);
    await send({ as, path: { roleId: await world.role() } }, 200);
    await send({ as, path: { roleId: NO_ROLE } }, 404, NOT_FOUND);
    await send({ as, path, query: { limit: 101 } }, 400, 'request.invalid');
  },

  async previewRole(send, world) {
    const as = (await world.administrator()).accessToken;
    const holder = await world.holderOf('read:users');
    const roles = await world.api.admin.get(`/v1/users/${holder.id}/roles`);
    const [{ id: roleId }] = roles.body.data.filter((role: { id: string }) => role.id !== USER_ROLE_ID);
    const path = { roleId: roleId as string };
    await send({ as, path, query: { permissions: 'read:roles,read:audit' } }, 200);
    await send({ as, path, query: { permissions: '' } }, 200);
    const many = { path: { roleId: USER_ROLE_ID }, query: { permissions: 'read:users', limit: 1 } };
    const { body } = await send({ as, ...many }, 200);
    await send({ as, ...many, query: { ...many.query, cursor: body.nextCursor } }, 200);
    await send({ as, path, query: { permissions: 'read:nothing' } }, 400, 'permissions.unknown');
    await send({ as, path }, 400, 'request.invalid');
    await send({ as, path: { roleId: NO_ROLE }, query: { permissions: '' } }, 404, NOT_FOUND);
  },
};
