import { PASSWORD } from '../../support/create-test-app.js';
import { ADMIN_ROLE_ID } from '../../../src/core/roles/built-in-roles.js';
import { exhaust, newName, NOBODY } from '../world.js';
import type { Drivers } from './driver.js';

const BEYOND = 'authorization.beyond_own_permissions';
const NOT_FOUND = 'users.not_found';

export const userDrivers: Drivers = {
  async listUsers(send, world) {
    const as = (await world.administrator()).accessToken;
    await world.person({ displayName: 'Ada Lovelace', username: newName() });
    const { body } = await send({ as, query: { limit: 1, include: 'total', sort: '-createdAt' } }, 200);
    await send({ as, query: { limit: 1, cursor: body.nextCursor, sort: '-createdAt' } }, 200);
    await send({ as, query: { search: 'ada', status: 'active', role: 'user' } }, 200);
    await send({ as, query: { status: 'asleep' } }, 400, 'request.invalid');
    await send({ as, query: { cursor: 'nonsense' } }, 400, 'request.invalid');
  },

  async createUser(send, world) {
    const as = (await world.administrator()).accessToken;
    const [email, username] = [`${newName()}@example.com`, newName()];
    const body = {
      email,
      username,
      password: PASSWORD,
      contactInfo: { city: 'London' },
      customClaims: { a: [1] },
    };
    await send({ as, body }, 201);
    await send({ as, body: { email } }, 409, 'users.email_taken');
    await send({ as, body: { username } }, 409, 'users.username_taken');
    await send({ as, body: {} }, 400, 'request.invalid');
    const profiles = [{ applicationId: (await world.application()).name, metadata: { level: 1 } }];
    await send({ as, body: { username: newName(), profiles } }, 201);
    const nowhere = [{ applicationId: 'no-such-shop' }];
    await send({ as, body: { username: newName(), profiles: nowhere } }, 404, 'applications.not_found');
    await send({ as, body: { username: newName(), roles: ['rol_0000000000000000'] } }, 400, 'roles.unknown');
    const headers = { 'Idempotency-Key': newName() };
    const first = { username: newName() };
    await send({ as, body: first, headers }, 201);
    await send({ as, body: first, headers }, 201);
    await send({ as, body: { username: newName() }, headers }, 422, 'idempotency.mismatch');
    const creator = await world.holderOf('create:users');
    const aboveThem = { username: newName(), roles: [ADMIN_ROLE_ID] };
    await send({ as: creator.accessToken, body: aboveThem }, 403, BEYOND);
    const everyDocument = { type: 'read', resourceType: 'document', resource: '*' };
    const reader = { username: newName(), grants: [everyDocument] };
    await send({ as: creator.accessToken, body: reader }, 403, 'grants.wildcard_needs_administrator');
  },

  async readUser(send, world) {
    const person = await world.person();
    const as = (await world.administrator()).accessToken;
    await send({ as: person.accessToken, path: { userId: 'me' } }, 200);
    await send({ as, path: { userId: person.email } }, 200);
    await send({ as, path: { userId: NOBODY } }, 404, NOT_FOUND);
  },

  async updateUser(send, world) {
    const [person, other] = [await world.person(), await world.person({ username: newName() })];
    const admin = await world.administrator();
    const [own, as] = [person.accessToken, admin.accessToken];
    const path = { userId: person.id };
    const { body } = await world.api.admin.get(`/v1/users/${other.id}`);
    await send({ as: own, path, body: { displayName: 'Ada', contactInfo: { city: null } } }, 200);
    await send({ as, path, body: { email: other.email } }, 409, 'users.email_taken');
    await send({ as, path, body: { username: body.username } }, 409, 'users.username_taken');
    await send(
      { as, path, body: { nickname: 'x' }, headers: { 'if-match': '"999"' } },
      412,
      'users.changed_meanwhile',
    );
    await send({ as, path: { userId: NOBODY }, body: {} }, 404, NOT_FOUND);
    await send({ as: own, path, body: { pictureUrl: 'no url' } }, 400, 'request.invalid');
    await send({ as: own, path, body: { emailVerified: true } }, 403, 'authorization.permission_missing');
    const helper = await world.holderOf('update:users');
    await send({ as: helper.accessToken, path: { userId: admin.id }, body: { nickname: 'x' } }, 403, BEYOND);
    const key = await world.keyToken();
    const newEmail = { email: `${newName()}@example.com` };
    await send({ as: key, path: { userId: 'me' }, body: newEmail }, 403, 'authorization.api_key_refused');
  },

  async deleteUser(send, world) {
    const [person, admin] = [await world.person(), await world.administrator()];
    const as = admin.accessToken;
    const ifMatch = { 'if-match': '"999"' };
    await send({ as, path: { userId: person.id }, headers: ifMatch }, 412, 'users.changed_meanwhile');
    await send({ as, path: { userId: person.id } }, 204);
    await send({ as, path: { userId: person.id } }, 404, NOT_FOUND);
    const remover = await world.holderOf('delete:users');
    await send({ as: remover.accessToken, path: { userId: admin.id } }, 403, BEYOND);
    const last = await world.lastAdministrator();
    await send({ as: last.token, path: { userId: 'me' } }, 409, 'roles.last_administrator');
  },

  async suspendUser(send, world) {
    const [person, admin] = [await world.person(), await world.administrator()];
    const body = { reason: 'Chargeback', until: '2100-01-01T00:00:00.000Z' };
    await send({ as: admin.accessToken, path: { userId: person.id }, body }, 200);
    await send({ as: admin.accessToken, path: { userId: NOBODY }, body }, 404, NOT_FOUND);
    await send(
      { as: admin.accessToken, path: { userId: person.id }, body: { reason: '' } },
      400,
      'request.invalid',
    );
    const helper = await world.holderOf('update:users');
    await send({ as: helper.accessToken, path: { userId: admin.id }, body }, 403, BEYOND);
    const last = await world.lastAdministrator();
    await send({ as: last.token, path: { userId: last.id }, body }, 409, 'roles.last_administrator');
  },

  async reinstateUser(send, world) {
    const [person, admin] = [await world.person(), await world.administrator()];
    await send({ as: admin.accessToken, path: { userId: person.id } }, 204);
    await send({ as: admin.accessToken, path: { userId: NOBODY } }, 404, NOT_FOUND);
    const helper = await world.holderOf('update:users');
    await send({ as: helper.accessToken, path: { userId: admin.id } }, 403, BEYOND);
  },

  async changePassword(send, world) {
    const [person, admin] = [await world.person(), await world.administrator()];
    const as = person.accessToken;
    const newPassword = 'staple correct battery';
    await send({ as, path: { userId: 'me' }, body: { newPassword } }, 400, 'request.invalid');
    const wrong = { currentPassword: 'wrong', newPassword };
    await send({ as, path: { userId: 'me' }, body: wrong }, 403, 'users.wrong_password');
    await exhaust(world, 'changePassword', {
      as: (await world.person()).accessToken,
      path: { userId: 'me' },
      body: wrong,
    });
    await send({ as, path: { userId: 'me' }, body: { currentPassword: PASSWORD, newPassword } }, 200);
    await send({ as: admin.accessToken, path: { userId: person.id }, body: { newPassword } }, 204);
    await send({ as: admin.accessToken, path: { userId: NOBODY }, body: { newPassword } }, 404, NOT_FOUND);
    const helper = await world.holderOf('update:users');
    await send({ as: helper.accessToken, path: { userId: admin.id }, body: { newPassword } }, 403, BEYOND);
  },
};
