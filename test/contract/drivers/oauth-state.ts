import type { Drivers } from './driver.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const form = (members: Record<string, string>) => new URLSearchParams(members).toString();

export const oauthStateDrivers: Drivers = {
  async revokeToken(send, world) {
    const [one, other] = [await world.person(), await world.person()];
    await send({ body: form({ token: one.refreshToken }), headers: FORM }, 200);
    await send({ body: form({ token: one.refreshToken }), headers: FORM }, 200);
    await send({ body: { token: other.accessToken, token_type_hint: 'access_token' } }, 200);
    await send({ body: form({ token: 'nonsense' }), headers: FORM }, 200);
    await send({ body: form({}), headers: FORM }, 400, 'invalid_request');
    await send({ body: form({ token: 'x', client_id: 'nobody' }), headers: FORM }, 401, 'invalid_client');
    const token = await world.keyToken();
    await send({ body: form({ token }), headers: FORM }, 400, 'unsupported_token_type');
    const { client_id, client_secret } = await world.client('password');
    const theirs = (await world.person()).accessToken;
    await send({ body: { client_id, client_secret, token: theirs } }, 400, 'invalid_grant');
  },

  async introspectToken(send, world) {
    const person = await world.person();
    const as = person.accessToken;
    await send({ as, body: form({ token: as }), headers: FORM }, 200);
    await send({ as, body: form({ token: person.refreshToken }), headers: FORM }, 200);
    await send({ as, body: { token: 'nonsense' } }, 200);
    await send({ as, body: form({}), headers: FORM }, 400, 'invalid_request');
    const token = await world.keyToken();
    await send({ as: (await world.administrator()).accessToken, body: { token } }, 200);
    await send({ as: token, body: { token } }, 200);
    const client = await world.clientToken();
    await send({ as: (await world.administrator()).accessToken, body: { token: client } }, 200);
  },

  async readServerMetadata(send) {
    await send({}, 200);
  },
};
