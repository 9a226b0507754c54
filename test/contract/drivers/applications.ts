import { privateKeyPem } from '../../support/applications.js';
import { newName, NOBODY, type World } from '../world.js';
import type { Driver, Drivers } from './driver.js';

const NOT_FOUND = 'applications.not_found';
const STALE = { 'if-match': '"999"' };
const CHANGED = 'applications.changed_meanwhile';
const GOOGLE = { clientIds: ['one.apps.googleusercontent.com'], clientSecret: 'GOCSPX-1' };
const APPLE = {
  clientIds: ['com.example.shop'],
  teamId: 'A1B2C3D4E5',
  keyId: 'F6G7H8I9J0',
  privateKey: privateKeyPem(),
};
const FACEBOOK = { appId: '123', appSecret: 'secret' };
const FIREBASE = { projectIds: ['shop-12345'] };

/** Settings for one provider: those that are good, and one that are not. */
function puts(good: Record<string, unknown>, bad: Record<string, unknown>): Driver {
  return async (send, world) => {
    const as = (await world.administrator()).accessToken;
    const path = { idOrName: (await world.application()).name };
    await send({ as, path, body: good }, 200);
    await send({ as, path, body: good, headers: { 'if-match': '"2"' } }, 200);
    await send({ as, path, body: good, headers: STALE }, 412, CHANGED);
    await send({ as, path, body: bad }, 400, 'request.invalid');
    await send({ as, path: { idOrName: NOBODY }, body: good }, 404, NOT_FOUND);
  };
}

function deletes(provider: string, settings: Record<string, unknown>): Driver {
  return async (send, world) => {
    const as = (await world.administrator()).accessToken;
    const path = { idOrName: (await world.application()).id };
    await world.api.admin.put(`/v1/applications/${path.idOrName}/providers/${provider}`, settings);
    await send({ as, path, headers: STALE }, 412, CHANGED);
    await send({ as, path }, 204);
    await send({ as, path }, 404, 'applications.provider_not_set');
    await send({ as, path: { idOrName: NOBODY } }, 404, NOT_FOUND);
  };
}

/** Gives an application as many clients as it may have. */
async function fill({ api }: World, applicationId: string): Promise<void> {
  await api.sql(
    `INSERT INTO oauth_clients (id, application_id, name, secret_hash, grant_types)
     SELECT gen_random_uuid(), $1, 'one of many', '', '{password}' FROM generate_series(1, 100)`,
    [applicationId],
  );
}

export const applicationDrivers: Drivers = {
  async listApplications(send, world) {
    const as = (await world.administrator()).accessToken;
    await world.application();
    await world.application();
    const { body } = await send({ as, query: { limit: 1, include: 'total' } }, 200);
    await send({ as, query: { limit: 1, cursor: body.nextCursor } }, 200);
    await send({ as, query: { cursor: 'nonsense' } }, 400, 'request.invalid');
    await send({ as, query: { include: 'everything' } }, 400, 'request.invalid');
  },

  async createApplication(send, world) {
    const as = (await world.administrator()).accessToken;
    const body = { name: newName(), description: 'Where people buy things.' };
    await send({ as, body }, 201);
    await send({ as, body }, 409, 'applications.name_taken');
    await send({ as, body: { name: 'a blank' } }, 400, 'request.invalid');
    await send({ as, body: { name: NOBODY } }, 400, 'request.invalid');
    const headers = { 'Idempotency-Key': newName() };
    const first = { name: newName() };
    await send({ as, body: first, headers }, 201);
    await send({ as, body: first, headers }, 201);
    await send({ as, body: { name: newName() }, headers }, 422, 'idempotency.mismatch');
  },

  async readApplication(send, world) {
    const as = (await world.administrator()).accessToken;
    const { id, name } = await world.application();
    const path = { idOrName: id };
    await send({ as, path }, 200);
    await world.api.admin.put(`/v1/applications/${id}/providers/google`, GOOGLE);
    await world.api.admin.put(`/v1/applications/${id}/providers/apple`, APPLE);
    await world.api.admin.put(`/v1/applications/${id}/providers/facebook`, FACEBOOK);
    await world.api.admin.put(`/v1/applications/${id}/providers/firebase`, FIREBASE);
    await send({ as, path: { idOrName: name.toUpperCase() } }, 200);
    await send({ as, path: { idOrName: 'no-such-shop' } }, 404, NOT_FOUND);
  },

  async updateApplication(send, world) {
    const as = (await world.administrator()).accessToken;
    const [{ id, name }, other] = [await world.application(), await world.application()];
    const path = { idOrName: name };
    await send({ as, path, body: { description: null } }, 200);
    await send({ as, path, body: { name: other.name } }, 409, 'applications.name_taken');
    await send({ as, path, body: { name: newName() }, headers: STALE }, 412, CHANGED);
    await send({ as, path, body: { name: 'current' } }, 400, 'request.invalid');
    await send({ as, path, body: { name: newName() }, headers: { 'if-match': '"2"' } }, 200);
    await send({ as, path, body: {} }, 404, NOT_FOUND);
    await send({ as, path: { idOrName: id }, body: {} }, 200);
  },

  async deleteApplication(send, world) {
    const as = (await world.administrator()).accessToken;
    const path = { idOrName: (await world.application()).id };
    await send({ as, path, headers: STALE }, 412, CHANGED);
    await send({ as, path }, 204);
    await send({ as, path }, 404, NOT_FOUND);
  },

  putGoogleSettings: puts(GOOGLE, { clientSecret: 'x' }),
  putAppleSettings: puts(APPLE, { ...APPLE, privateKey: 'no key' }),
  putFacebookSettings: puts(FACEBOOK, { appId: '123' }),
  putFirebaseSettings: puts(FIREBASE, { projectIds: [] }),
  deleteGoogleSettings: deletes('google', GOOGLE),
  deleteAppleSettings: deletes('apple', APPLE),
  deleteFacebookSettings: deletes('facebook', FACEBOOK),
  deleteFirebaseSettings: deletes('firebase', FIREBASE),

  async listOAuthClients(send, world) {
    const as = (await world.administrator()).accessToken;
    const { application } = await world.client('password');
    const path = { idOrName: application.name };
    await fill(world, application.id);
    const { body } = await send({ as, path, query: { limit: 1 } }, 200);
    await send({ as, path, query: { limit: 1, cursor: body.nextCursor } }, 200);
    await send({ as, path, query: { cursor: 'nonsense' } }, 400, 'request.invalid');
    await send({ as, path: { idOrName: NOBODY } }, 404, NOT_FOUND);
  },

  async createOAuthClient(send, world) {
    const as = (await world.administrator()).accessToken;
    const { id, name } = await world.application();
    const path = { idOrName: name };
    const body = { name: 'Back office', grantTypes: ['client_credentials'] };
    await send({ as, path, body }, 201);
    await send({ as, path, body: { ...body, grantTypes: ['implicit'] } }, 400, 'request.invalid');
    await send({ as, path: { idOrName: NOBODY }, body }, 404, NOT_FOUND);
    await fill(world, id);
    await send({ as, path, body }, 409, 'applications.too_many_clients');
  },

  async deleteOAuthClient(send, world) {
    const as = (await world.administrator()).accessToken;
    const { application, client_id: clientId } = await world.client('password');
    const path = { idOrName: application.id, clientId };
    await send({ as, path }, 204);
    await send({ as, path }, 404, 'applications.client_not_found');
    await send({ as, path: { ...path, idOrName: NOBODY } }, 404, NOT_FOUND);
  },
};
