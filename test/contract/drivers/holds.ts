import { credit } from '../../support/money.js';
import type { Send } from '../contract.js';
import { type Attempt, driveMovement } from '../drive-movement.js';
import { holderOfMoney, holdOfFullWallet, MOST, once, setAside, whileWritesAreOff } from '../purse.js';
import { NOBODY } from '../world.js';
import type { Drivers } from './driver.js';

const INSUFFICIENT = 'wallet.insufficient_funds';
const LIMIT = 'wallet.balance_limit';
const MONEY = { amount: '10', currency: 'CREDIT' };

export const holdDrivers: Drivers = {
  async createHold(send, world) {
    const person = await holderOfMoney(world);
    const as = (await world.administrator()).accessToken;
    const path = { userId: person.id };
    await driveMovement(send, world, { as, path }, { ...MONEY, expiresIn: 60 });
    await send({ as, path, body: { ...MONEY, amount: MOST }, headers: once() }, 422, INSUFFICIENT);
    await send({ as, path: { userId: NOBODY }, body: MONEY, headers: once() }, 404, 'users.not_found');
    const holder = await world.person();
    for (let count = 0; count < 10; count += 1) {
      await credit(world.api, holder.id, MOST);
      await setAside(world, holder, MOST);
    }
    await credit(world.api, holder.id, '10');
    await send({ as, path: { userId: holder.id }, body: MONEY, headers: once() }, 422, LIMIT);
  },

  async captureHold(send, world) {
    const person = await holderOfMoney(world);
    const as = (await world.administrator()).accessToken;
    const path = { holdId: await setAside(world, person, '10') };
    await whileWritesAreOff(world, () => send({ as, path, headers: once() }, 503, 'wallet.writes_off'));
    const tooMuch = { amount: '11' };
    await send({ as, path, body: tooMuch, headers: once() }, 422, 'wallet.capture_too_large');
    await driveRelease(send, { as, path }, { amount: '4' });
    const all = { holdId: await setAside(world, person, '10') };
    await send({ as, path: all, headers: once() }, 201);
    const stuck = { holdId: await holdOfFullWallet(world) };
    await send({ as, path: stuck, body: { amount: '1' }, headers: once() }, 422, LIMIT);
  },

  async voidHold(send, world) {
    const person = await holderOfMoney(world);
    const as = (await world.administrator()).accessToken;
    const path = { holdId: await setAside(world, person, '10') };
    await whileWritesAreOff(world, () => send({ as, path, headers: once() }, 503, 'wallet.writes_off'));
    await driveRelease(send, { as, path });
    await send({ as, path: { holdId: await holdOfFullWallet(world) }, headers: once() }, 422, LIMIT);
  },

  async readHold(send, world) {
    const [person, other] = [await holderOfMoney(world), await world.person()];
    const path = { holdId: await setAside(world, person, '5') };
    await send({ as: person.accessToken, path }, 200);
    await send({ as: (await world.holderOf('read:wallets')).accessToken, path }, 200);
    await send({ as: other.accessToken, path }, 404, 'wallet.hold_not_found');
  },
};

/** What captures and voids answer alike. */
async function driveRelease(send: Send, attempt: Attempt, body?: object): Promise<void> {
  const headers = once();
  await send({ ...attempt, body, headers }, 201);
  await send({ ...attempt, body, headers }, 201);
  await send({ ...attempt, body: { reason: 'other' }, headers }, 422, 'idempotency.mismatch');
  await send({ ...attempt, body }, 400, 'request.invalid');
  await send({ ...attempt, body, headers: once() }, 409, 'wallet.hold_not_open');
  await send({ ...attempt, body, path: { holdId: NOBODY }, headers: once() }, 404, 'wallet.hold_not_found');
}
