import type { Person } from '../../support/create-test-app.js';
import { newName, NOBODY, type World } from '../world.js';
import type { Drivers } from './driver.js';

const NOT_FOUND = 'profiles.not_found';
const MISSING = 'authorization.permission_missing';
const STALE = { 'if-match': '"999"' };

async function profileOf(world: World, { http }: Person): Promise<string> {
  const { id: applicationId } = await world.application();
  return (await http.post('/v1/profiles', { applicationId })).body.id as string;
}

export const profileDrivers: Drivers = {
  async listProfiles(send, world) {
    const person = await world.person();
    const as = person.accessToken;
    await profileOf(world, person);
    await profileOf(world, person);
    const { body } = await send({ as, query: { limit: 1 } }, 200);
    await send({ as, query: { limit: 1, cursor: body.nextCursor } }, 200);
    await send({ as, query: { userId: NOBODY } }, 403, MISSING);
    await send({ as, query: { applicationId: 'no-such-shop' } }, 404, 'applications.not_found');
    await send({ as, query: { userId: 'ada' } }, 400, 'request.invalid');
    const reader = (await world.holderOf('read:profiles')).accessToken;
    const { name: applicationId } = await world.application();
    await send({ as: reader, query: { userId: person.id, applicationId } }, 200);
  },

  async createProfile(send, world) {
    const person = await world.person();
    const as = person.accessToken;
    const { id, name } = await world.application();
    const body = {
      applicationId: name,
      displayName: 'Countess',
      imageUrl: 'https://example.com/ada.png',
      metadata: { level: 7 },
    };
    await send({ as, body }, 201);
    await send({ as, body: { applicationId: id, displayName: null, imageUrl: null } }, 201);
    await send({ as, body: {} }, 400, 'request.invalid');
    await send({ as, body: { ...body, metadata: { a: 'x'.repeat(17_000) } } }, 400, 'request.invalid');
    await send({ as, body: { applicationId: 'no-such-shop' } }, 404, 'applications.not_found');
    await send({ as, body: { ...body, userId: NOBODY } }, 403, MISSING);
    const editor = (await world.holderOf('update:profiles')).accessToken;
    await send({ as: editor, body: { ...body, userId: person.id } }, 201);
    await send({ as: editor, body: { ...body, userId: NOBODY } }, 404, 'users.not_found');
    const headers = { 'Idempotency-Key': newName() };
    await send({ as, body, headers }, 201);
    await send({ as, body, headers }, 201);
    await send({ as, body: { applicationId: id }, headers }, 422, 'idempotency.mismatch');
    await world.api.sql(
      `INSERT INTO profiles (id, user_id, application_id)
       SELECT gen_random_uuid(), $1, $2 FROM generate_series(1, 100)`,
      [person.id, id],
    );
    await send({ as, body }, 409, 'profiles.too_many');
  },

  async readCurrentProfile(send, world) {
    const { name: applicationId } = await world.application();
    const { accessToken } = await world.person({ profile: { applicationId } });
    await send({ as: accessToken }, 200);
    await send({ as: (await world.person()).accessToken }, 404, NOT_FOUND);
  },

  async readProfile(send, world) {
    const [person, other] = [await world.person(), await world.person()];
    const path = { profileId: await profileOf(world, person) };
    await send({ as: person.accessToken, path }, 200);
    await send({ as: (await world.holderOf('read:profiles')).accessToken, path }, 200);
    await send({ as: other.accessToken, path }, 404, NOT_FOUND);
    await send({ as: other.accessToken, path: { profileId: 'no id' } }, 404, NOT_FOUND);
  },

  async updateProfile(send, world) {
    const person = await world.person();
    const as = person.accessToken;
    const path = { profileId: await profileOf(world, person) };
    await send({ as, path, body: { displayName: 'Ada', metadata: { level: 8, guild: null } } }, 200);
    await send({ as, path, body: { displayName: null, imageUrl: null, metadata: null } }, 200);
    await send({ as, path, body: {}, headers: STALE }, 412, 'profiles.changed_meanwhile');
    await send({ as, path, body: { metadata: [] } }, 400, 'request.invalid');
    await send({ as, path: { profileId: NOBODY }, body: {} }, 404, NOT_FOUND);
  },

  async deleteProfile(send, world) {
    const person = await world.person();
    const as = person.accessToken;
    const path = { profileId: await profileOf(world, person) };
    await send({ as, path, headers: STALE }, 412, 'profiles.changed_meanwhile');
    await send({ as, path }, 204);
    await send({ as, path }, 404, NOT_FOUND);
  },

  async updateCurrentSession(send, world) {
    const person = await world.person();
    const as = person.accessToken;
    await send({ as, body: { profileId: await profileOf(world, person) } }, 200);
    await send({ as, body: { profileId: null } }, 200);
    await send({ as, body: { profileId: NOBODY } }, 404, NOT_FOUND);
    await send({ as, body: {} }, 400, 'request.invalid');
  },
};
