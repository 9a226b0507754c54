import type { Drivers } from './driver.js';

const NOT_FOUND = 'secrets.not_found';
const path = { type: 's3', id: 'two/parts' };
const body = { secretKey: 'a value', accessKey: 'AKIA', params: { region: 'eu-1' }, name: null };

export const secretDrivers: Drivers = {
  async readSecret(send, world) {
    const { accessToken: as, http } = await world.person();
    await http.put('/v1/secrets/s3/two%2Fparts', body);
    await send({ as, path }, 200);
    await send({ as: (await world.person()).accessToken, path }, 404, NOT_FOUND);
    await send({ as, path: { type: 'No Type', id: 'x' } }, 404, NOT_FOUND);
  },

  async putSecret(send, world) {
    const { accessToken: as, id } = await world.person();
    await send({ as, path, body }, 201);
    await send({ as, path, body: { secretKey: 'another', expiresAt: '2030-01-31T12:00:00.000Z' } }, 200);
    await send({ as, path: { type: 'No Type', id: 'x' }, body }, 400, 'request.invalid');
    await send({ as, path: { type: 's3', id: 'x'.repeat(129) }, body }, 400, 'request.invalid');
    await send({ as, path, body: {} }, 400, 'request.invalid');
    await world.api.sql(
      `INSERT INTO secrets (user_id, type, id, value, key_id)
       SELECT user_id, type, id || n, value, key_id FROM secrets, generate_series(1, 99) AS n WHERE user_id = $1`,
      [id],
    );
    await send({ as, path: { type: 's3', id: 'one more' }, body }, 409, 'secrets.too_many');
    await send({ as, path, body }, 200);
  },

  async deleteSecret(send, world) {
    const { accessToken: as, http } = await world.person();
    await http.put('/v1/secrets/s3/two%2Fparts', body);
    await send({ as, path }, 204);
    await send({ as, path }, 404, NOT_FOUND);
  },
};
