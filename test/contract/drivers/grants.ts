import { newName, NOBODY } from '../world.js';
import type { Drivers } from './driver.js';

const BEYOND = 'authorization.beyond_own_permissions';
const NOT_FOUND = 'users.not_found';
const GRANT = { type: 'read', resourceType: 'document', resource: '42' };
const MOST_GRANTS = 5_000;

export const grantDrivers: Drivers = {
  async listUserGrants(send, world) {
    const person = await world.person();
    const as = (await world.administrator()).accessToken;
    for (const resource of ['1', '2']) {
      await world.api.admin.post(`/v1/users/${person.id}/grants`, { ...GRANT, resource });
    }
    const path = { userId: 'me' };
    const own = person.accessToken;
    const { body } = await send({ as: own, path, query: { limit: 1, include: 'total' } }, 200);
    await send({ as: own, path, query: { limit: 1, cursor: body.nextCursor } }, 200);
    await send({ as, path: { userId: person.email } }, 200);
    await send({ as, path: { userId: NOBODY } }, 404, NOT_FOUND);
    await send({ as, path: { userId: person.id }, query: { cursor: 'nonsense' } }, 400, 'request.invalid');
  },

  async createUserGrant(send, world) {
    const as = (await world.administrator()).accessToken;
    const { id } = await world.person();
    const path = { userId: id };
    await send({ as, path, body: GRANT }, 201);
    await send({ as, path, body: GRANT }, 409, 'grants.exists');
    await send({ as, path, body: { ...GRANT, resource: '*' } }, 201);
    await send({ as, path, body: { ...GRANT, type: 'READ' } }, 400, 'request.invalid');
    await send({ as, path: { userId: NOBODY }, body: GRANT }, 404, NOT_FOUND);
    const headers = { 'Idempotency-Key': newName() };
    await send({ as, path, body: { ...GRANT, resource: '43' }, headers }, 201);
    await send({ as, path, body: { ...GRANT, resource: '43' }, headers }, 201);
    await send({ as, path, body: { ...GRANT, resource: '44' }, headers }, 422, 'idempotency.mismatch');
    const helper = (await world.holderOf('update:users')).accessToken;
    const plain = { userId: (await world.person()).id };
    await send({ as: helper, path: plain, body: GRANT }, 403, BEYOND);
    const wildcard = { ...GRANT, resource: '*' };
    await send({ as: helper, path: plain, body: wildcard }, 403, 'grants.wildcard_needs_administrator');
    await world.api.sql(
      `INSERT INTO grants (id, user_id, type, resource_type, resource)
       SELECT gen_random_uuid(), $1, 'read', 'page', n FROM generate_series(1, $2::int) n`,
      [plain.userId, MOST_GRANTS],
    );
    await send({ as, path: plain, body: GRANT }, 422, 'grants.too_many');
  },

  async deleteUserGrant(send, world) {
    const as = (await world.administrator()).accessToken;
    const [person, other] = [await world.person(), await world.person()];
    const { body } = await world.api.admin.post(`/v1/users/${person.id}/grants`, GRANT);
    const grantId = body.id as string;
    const helper = await world.holderOf('update:users');
    await send({ as: helper.accessToken, path: { userId: person.id, grantId } }, 403, BEYOND);
    await send({ as, path: { userId: other.id, grantId } }, 404, 'grants.not_found');
    await send({ as, path: { userId: NOBODY, grantId } }, 404, NOT_FOUND);
    await send({ as, path: { userId: person.id, grantId } }, 204);
    await send({ as, path: { userId: person.id, grantId } }, 404, 'grants.not_found');
    await send({ as, path: { userId: person.id, grantId: 'no id' } }, 404, 'grants.not_found');
  },
};
