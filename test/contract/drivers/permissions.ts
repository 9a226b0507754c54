import { newName, NOBODY } from '../world.js';
import type { Drivers } from './driver.js';

const BEYOND = 'authorization.beyond_own_permissions';
const CHECKS = [{ permission: 'read:users' }, { type: 'read', resourceType: 'document', resource: '42' }];

const newPermission = () => `read:${newName()}`;

export const permissionDrivers: Drivers = {
  async listPermissions(send, world) {
    const as = (await world.administrator()).accessToken;
    await world.api.admin.post('/v1/permissions', { permission: newPermission() });
    await send({ as, query: { limit: 100, include: 'total' } }, 200);
    const { body } = await send({ as, query: { limit: 1 } }, 200);
    await send({ as, query: { limit: 1, cursor: body.nextCursor } }, 200);
    await send({ as, query: { cursor: 'nonsense' } }, 400, 'request.invalid');
  },

  async createPermission(send, world) {
    const as = (await world.administrator()).accessToken;
    const permission = newPermission();
    await send({ as, body: { permission, description: 'For the billing service.' } }, 201);
    await send({ as, body: { permission } }, 409, 'permissions.taken');
    await send({ as, body: { permission: 'read:users' } }, 409, 'permissions.taken');
    await send({ as, body: { permission: 'Read everything' } }, 400, 'request.invalid');
    const headers = { 'Idempotency-Key': newName() };
    const first = { permission: newPermission() };
    await send({ as, body: first, headers }, 201);
    await send({ as, body: first, headers }, 201);
    await send({ as, body: { permission: newPermission() }, headers }, 422, 'idempotency.mismatch');
    await world.api.sql(
      "INSERT INTO operator_permissions SELECT 'fill:n' || n FROM generate_series(1, 1000) n",
    );
    await send({ as, body: { permission: newPermission() } }, 422, 'permissions.too_many');
    await world.api.sql("DELETE FROM operator_permissions WHERE permission LIKE 'fill:%'");
  },

  async deletePermission(send, world) {
    const as = (await world.administrator()).accessToken;
    const permission = newPermission();
    const path = { permission };
    await world.api.admin.post('/v1/permissions', { permission });
    const editor = await world.holderOf('update:roles');
    await send({ as: editor.accessToken, path }, 403, BEYOND);
    const role = await world.role(permission);
    await send({ as, path }, 409, 'permissions.in_use');
    await world.api.admin.delete(`/v1/roles/${role}`);
    await send({ as, path }, 204);
    await send({ as, path }, 404, 'permissions.not_found');
    await send({ as, path: { permission: 'nonsense' } }, 404, 'permissions.not_found');
    await send({ as, path: { permission: 'read:users' } }, 409, 'permissions.built_in');
  },

  async checkPermissions(send, world) {
    const holder = await world.holderOf('read:users');
    const own = holder.accessToken;
    const document = { type: 'read', resourceType: 'document', resource: '42' };
    await world.api.admin.post(`/v1/users/${holder.id}/grants`, document);
    await send({ as: own, body: { checks: CHECKS } }, 200);
    await send({ as: own, body: { checks: [{ permission: 'read:self' }] } }, 200);
    const other = await world.person();
    await send({ as: own, body: { userId: other.id, checks: CHECKS } }, 200);
    await world.api.admin.post(`/v1/users/${other.id}/suspension`, { reason: 'Chargeback' });
    await send({ as: own, body: { userId: other.email, checks: CHECKS } }, 200);
    await send({ as: own, body: { userId: NOBODY, checks: CHECKS } }, 404, 'users.not_found');
    const missing = 'authorization.permission_missing';
    const as = (await world.person()).accessToken;
    await send({ as, body: { userId: NOBODY, checks: CHECKS } }, 403, missing);
    await send({ as, body: { checks: [] } }, 400, 'request.invalid');
    await send({ as, body: { checks: [{ permission: '*' }, { type: 'read' }, 7] } }, 400, 'request.invalid');
  },

  async readUserPermissions(send, world) {
    const person = await world.holderOf('read:roles', 'read:audit');
    const grant = { type: 'read', resourceType: 'document', resource: '42' };
    await world.api.admin.post(`/v1/users/${person.id}/grants`, grant);
    const as = (await world.administrator()).accessToken;
    await send({ as: person.accessToken, path: { userId: 'me' } }, 200);
    await send({ as, path: { userId: person.email } }, 200);
    await send({ as, path: { userId: NOBODY } }, 404, 'users.not_found');
  },
};
