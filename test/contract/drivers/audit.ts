import { expect } from 'vitest';
import type { Drivers } from './driver.js';

const LINES = { accept: 'application/x-ndjson' };

export const auditDrivers: Drivers = {
  async listAuditEvents(send, world) {
    const { id: actor } = await world.person();
    const { accessToken: as } = await world.holderOf('read:audit');
    const page = await send({ as, query: { actor, limit: 1 } }, 200);
    await send({ as, query: { actor, limit: 1, cursor: page.body.nextCursor } }, 200);
    const lines = await send({ as, query: { actor }, headers: LINES }, 200);
    const [first] = (lines.body as string).split('\n');
    // Its seal comes a moment later.
    expect({ ...JSON.parse(first), hash: null }).toEqual({ ...page.body.data[0], hash: null });
    const none = await send({ as, query: { event: 'nothing' }, headers: LINES }, 200);
    expect(none.body).toBe('');
    await send({ as, query: { cursor: 'nonsense' } }, 400, 'request.invalid');
    await send({ as, query: { from: 'yesterday' }, headers: LINES }, 400, 'request.invalid');
    await send({ as: (await world.administrator()).accessToken, query: { subject: actor } }, 200);
  },

  async exportPersonalData(send, world) {
    const person = await world.person();
    const { body } = await send({ as: person.accessToken }, 200);
    expect(body.user.id).toBe(person.id);
  },
};
