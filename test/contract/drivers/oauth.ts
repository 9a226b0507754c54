import { PASSWORD } from '../../support/create-test-app.js';
import { exhaust } from '../world.js';
import type { Drivers } from './driver.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const form = (members: Record<string, string>) => new URLSearchParams(members).toString();

export const oauthDrivers: Drivers = {
  async createToken(send, world) {
    const { email: username } = await world.person();
    const asked = { grant_type: 'password', username, password: PASSWORD };
    const { body } = await send({ body: form(asked), headers: FORM }, 200);
    await send({ body: { grant_type: 'refresh_token', refresh_token: body.refresh_token } }, 200);
    // What Swagger UI sends when no client is typed in.
    await send({ body: form(asked), headers: { ...FORM, authorization: 'Basic Og==' } }, 200);
    await send({ body: form({ ...asked, password: 'wrong' }), headers: FORM }, 400, 'invalid_grant');
    await send({ body: form({ grant_type: 'magic' }), headers: FORM }, 400, 'unsupported_grant_type');
    await send({ body: form({ grant_type: 'password' }), headers: FORM }, 400, 'invalid_request');
    const key = await world.apiKey();
    const client = { grant_type: 'client_credentials', client_id: key.prefix, client_secret: key.key };
    await send({ body: client }, 200);
    await send({ body: form(client), headers: FORM }, 200);
    await send({ body: form({ ...client, client_secret: 'wrong' }), headers: FORM }, 401, 'invalid_client');
    await send({ body: form({ grant_type: 'client_credentials' }), headers: FORM }, 401, 'invalid_client');
    await send({ body: form({ ...asked, client_id: 'nobody' }), headers: FORM }, 401, 'invalid_client');
    const { client_id, client_secret } = await world.client('password', 'client_credentials');
    const own = { client_id, client_secret };
    await send({ body: { ...asked, ...own } }, 200);
    await send({ body: { grant_type: 'client_credentials', ...own } }, 200);
    const notOwn = { grant_type: 'refresh_token', refresh_token: 'lkr_…', ...own };
    await send({ body: notOwn }, 400, 'unauthorized_client');
    await exhaust(world, 'createToken', { body: form({ ...asked, password: 'wrong' }), headers: FORM });
  },

  async readPublicKeys(send) {
    await send({}, 200);
  },
};
