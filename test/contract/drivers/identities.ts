import { ok } from '../../support/people.js';
import { newcomer } from '../../support/provider-people.js';
import { NOBODY, type World } from '../world.js';
import type { Drivers } from './driver.js';

/** Somebody new who came by Google. */
async function comer(world: World): Promise<{ id: string; token: string; identityId: string }> {
  const identityToken = await world.contract.standins.google({ person: newcomer() });
  const { body } = ok(await world.api.http.post('/v1/sessions/google', { identityToken }));
  const token = body.accessToken as string;
  const { data } = (await world.api.http.as(token).get('/v1/users/me/identities')).body as {
    data: { id: string }[];
  };
  return { id: body.user.id as string, token, identityId: data[0].id };
}

export const identityDrivers: Drivers = {
  async listUserIdentities(send, world) {
    const { id, token } = await comer(world);
    const identityToken = await world.contract.standins.apple({ person: newcomer() });
    ok(await world.api.http.as(token).post('/v1/sessions/apple', { identityToken, link: true }));
    const path = { userId: 'me' };
    const { body } = await send({ as: token, path, query: { limit: 1 } }, 200);
    await send({ as: token, path, query: { limit: 1, cursor: body.nextCursor } }, 200);
    const as = (await world.administrator()).accessToken;
    await send({ as, path: { userId: id } }, 200);
    await send({ as, path: { userId: NOBODY } }, 404, 'users.not_found');
    await send({ as, path: { userId: id }, query: { cursor: 'nonsense' } }, 400, 'request.invalid');
  },

  async removeUserIdentity(send, world) {
    const { id, token, identityId } = await comer(world);
    const path = { userId: 'me', identityId };
    await send({ as: token, path }, 409, 'identities.last_way_in');
    await send({ as: token, path: { ...path, identityId: NOBODY } }, 404, 'identities.not_found');
    const as = (await world.administrator()).accessToken;
    await send({ as, path: { ...path, userId: NOBODY } }, 404, 'users.not_found');
    const helper = (await world.holderOf('update:users')).accessToken;
    const { id: superior } = await world.administrator();
    await send(
      { as: helper, path: { ...path, userId: superior } },
      403,
      'authorization.beyond_own_permissions',
    );
    ok(await world.api.admin.put(`/v1/users/${id}/password`, { newPassword: 'correct horse battery' }));
    await send({ as, path: { ...path, userId: id } }, 204);
  },
};
