import { newName, NOBODY, type World } from '../world.js';
import type { Person } from '../../support/create-test-app.js';
import type { Drivers } from './driver.js';

const NOT_FOUND = 'api_keys.not_found';

async function keyOf(person: Person): Promise<string> {
  const { body } = await person.http.post('/v1/api-keys', { name: newName() });
  return body.id as string;
}

/** Gives somebody as many keys as an account may have. */
async function fill({ api }: World, { id }: Person): Promise<void> {
  await api.sql(
    `INSERT INTO api_keys (id, user_id, name, prefix, secret_hash, expires_at)
     SELECT gen_random_uuid(), $1, 'one of many', left(replace(gen_random_uuid()::text, '-', ''), 12),
            sha256(gen_random_uuid()::text::bytea), now() + interval '1 day'
       FROM generate_series(1, 100)`,
    [id],
  );
}

export const apiKeyDrivers: Drivers = {
  async listApiKeys(send, world) {
    const person = await world.person();
    const as = person.accessToken;
    await keyOf(person);
    await keyOf(person);
    const { body } = await send({ as, query: { limit: 1 } }, 200);
    await send({ as, query: { limit: 1, cursor: body.nextCursor } }, 200);
    await send({ as, query: { cursor: 'nonsense' } }, 400, 'request.invalid');
    await send({ as, query: { limit: 0 } }, 400, 'request.invalid');
  },

  async createApiKey(send, world) {
    const person = await world.person();
    const as = person.accessToken;
    await send({ as, body: { name: 'All' } }, 201);
    await send({ as, body: { name: 'Some', permissions: ['read:self'], expiresAt: null } }, 201);
    await send({ as, body: { name: '' } }, 400, 'request.invalid');
    await send({ as, body: { name: 'Old', expiresAt: '2020-01-01T00:00:00.000Z' } }, 400, 'request.invalid');
    const beyond = { name: 'Beyond', permissions: ['read:users'] };
    await send({ as, body: beyond }, 403, 'authorization.beyond_own_permissions');
    await fill(world, person);
    await send({ as, body: { name: 'One more' } }, 409, 'api_keys.too_many');
  },

  async readApiKey(send, world) {
    const [person, other] = [await world.person(), await world.person()];
    const keyId = await keyOf(person);
    await send({ as: person.accessToken, path: { keyId } }, 200);
    await send({ as: other.accessToken, path: { keyId } }, 404, NOT_FOUND);
    await send({ as: person.accessToken, path: { keyId: 'no id' } }, 404, NOT_FOUND);
  },

  async rotateApiKey(send, world) {
    const person = await world.person();
    const as = person.accessToken;
    const keyId = await keyOf(person);
    await send({ as, path: { keyId } }, 200);
    await send({ as, path: { keyId }, body: { overlapSeconds: 0 } }, 200);
    await send({ as, path: { keyId }, body: { overlapSeconds: 86_401 } }, 400, 'request.invalid');
    await send({ as, path: { keyId: NOBODY }, body: {} }, 404, NOT_FOUND);
    await world.api.sql("UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1", [
      keyId,
    ]);
    await send({ as, path: { keyId }, body: {} }, 409, 'api_keys.expired');
  },

  async revokeApiKey(send, world) {
    const person = await world.person();
    const as = person.accessToken;
    const keyId = await keyOf(person);
    await send({ as, path: { keyId } }, 204);
    await send({ as, path: { keyId } }, 404, NOT_FOUND);
  },
};
