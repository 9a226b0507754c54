import { NOBODY } from '../world.js';
import type { Drivers } from './driver.js';

export const sessionDrivers: Drivers = {
  async listSessions(send, world) {
    const { accessToken: as, email } = await world.person();
    await world.api.http.post('/v1/sessions', { identifier: email, password: 'correct horse battery' });
    const { body } = await send({ as, query: { limit: 1 } }, 200);
    await send({ as, query: { limit: 1, cursor: body.nextCursor } }, 200);
    await send({ as, query: { limit: 0 } }, 400, 'request.invalid');
    await send({ as, query: { cursor: 'nonsense' } }, 400, 'request.invalid');
    await send({ as, query: { colour: 'red' } }, 400, 'request.invalid');
  },

  async readCurrentSession(send, world) {
    await send({ as: (await world.person()).accessToken }, 200);
  },

  async signOut(send, world) {
    const { accessToken: as } = await world.person();
    await send({ as }, 204);
    await send({ as }, 401, 'authentication.credential_refused');
  },

  async endSession(send, world) {
    const { accessToken: as, sessionId } = await world.person();
    const other = await world.person();
    await send({ as, path: { sessionId: NOBODY } }, 404, 'sessions.not_found');
    await send({ as, path: { sessionId: 'not an id' } }, 404, 'sessions.not_found');
    await send({ as, path: { sessionId: other.sessionId } }, 404, 'sessions.not_found');
    await send({ as, path: { sessionId } }, 204);
  },

  async endOtherSessions(send, world) {
    const { accessToken: as } = await world.person();
    await send({ as }, 204);
    await send({ as }, 204);
  },

  async listUserSessions(send, world) {
    const person = await world.person();
    const as = (await world.administrator()).accessToken;
    await send({ as, path: { userId: person.email } }, 200);
    await send({ as: person.accessToken, path: { userId: 'me' }, query: { limit: 1 } }, 200);
    await send({ as, path: { userId: NOBODY } }, 404, 'users.not_found');
    await send({ as, path: { userId: person.id }, query: { limit: 'many' } }, 400, 'request.invalid');
  },

  async endUserSessions(send, world) {
    const person = await world.person();
    const as = (await world.administrator()).accessToken;
    await send({ as: person.accessToken, path: { userId: 'me' } }, 204);
    await send({ as, path: { userId: person.id } }, 204);
    await send({ as, path: { userId: NOBODY } }, 404, 'users.not_found');
  },
};
