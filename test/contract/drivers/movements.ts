import { expectStatus, move } from '../../support/money.js';
import type { Person } from '../../support/create-test-app.js';
import { fill, holderOfMoney, MOST, once, whileWritesAreOff } from '../purse.js';
import { NOBODY, type World } from '../world.js';
import { driveMovement } from '../drive-movement.js';
import type { Drivers } from './driver.js';

const INVALID = 'request.invalid';
const MONEY = { amount: '10', currency: 'CREDIT' };
const INSUFFICIENT = 'wallet.insufficient_funds';
const LIMIT = 'wallet.balance_limit';
const NOT_REVERSIBLE = 'wallet.not_reversible';

async function transfer(world: World, from: Person, to: Person, amount: string): Promise<string> {
  const body = { toUserId: to.id, amount, currency: 'CREDIT' };
  return expectStatus(201, await move(from.http, '/v1/wallets/me/transfers', body)).body.id as string;
}

export const movementDrivers: Drivers = {
  async creditWallet(send, world) {
    const person = await world.person();
    const as = (await world.administrator()).accessToken;
    const body = { ...MONEY, reason: 'Refund', reference: 'order-1', metadata: { a: [1] } };
    await driveMovement(send, world, { as, path: { userId: person.id } }, body);
    await send({ as, path: { userId: NOBODY }, body, headers: once() }, 404, 'users.not_found');
    await fill(world, person);
    await send({ as, path: { userId: person.id }, body, headers: once() }, 422, LIMIT);
  },

  async debitWallet(send, world) {
    const path = { userId: (await holderOfMoney(world)).id };
    const as = (await world.administrator()).accessToken;
    const body = { ...MONEY, reason: 'Fee' };
    await driveMovement(send, world, { as, path }, body);
    await send({ as, path, body: { ...body, amount: MOST }, headers: once() }, 422, INSUFFICIENT);
    await send({ as, path: { userId: NOBODY }, body, headers: once() }, 404, 'users.not_found');
  },

  async transferMoney(send, world) {
    const [person, other, full] = [await holderOfMoney(world), await world.person(), await world.person()];
    const as = person.accessToken;
    const body = { ...MONEY, toUserId: other.id, note: 'Lunch' };
    await driveMovement(send, world, { as }, body);
    const refused = async (change: object, status: number, word: string) =>
      send({ as, body: { ...body, ...change }, headers: once() }, status, word);
    await refused({ amount: MOST }, 422, INSUFFICIENT);
    await refused({ toUserId: person.id }, 422, 'wallet.transfer_to_self');
    await refused({ toUserId: NOBODY }, 404, 'users.not_found');
    await fill(world, full);
    await refused({ toUserId: full.id }, 422, LIMIT);
    await world.api.admin.post(`/v1/users/${other.id}/suspension`, { reason: 'x' });
    await refused({}, 422, 'wallet.recipient_suspended');
  },

  async reverseTransaction(send, world) {
    const [payer, payee] = [await holderOfMoney(world), await world.person()];
    const as = (await world.administrator()).accessToken;
    const path = { transactionId: await transfer(world, payer, payee, '10') };
    const body = { reason: 'Charged twice' };
    await whileWritesAreOff(world, () => send({ as, path, body, headers: once() }, 503, 'wallet.writes_off'));
    const headers = once();
    const { body: reversal } = await send({ as, path, body, headers }, 201);
    await send({ as, path, body, headers }, 201);
    await send({ as, path, headers }, 422, 'idempotency.mismatch');
    await send({ as, path, body }, 400, INVALID);
    await send({ as, path, headers: once() }, 409, 'wallet.already_reversed');
    const refused = async (transactionId: string, status: number, word: string) =>
      send({ as, path: { transactionId }, headers: once() }, status, word);
    await refused(reversal.id, 422, NOT_REVERSIBLE);
    await refused(NOBODY, 404, 'wallet.transaction_not_found');
    const spent = await transfer(world, payer, payee, '10');
    await transfer(world, payee, payer, '10');
    await refused(spent, 422, INSUFFICIENT);
    const late = await transfer(world, payer, payee, '10');
    await fill(world, payer);
    await refused(late, 422, LIMIT);
    await world.api.admin.delete(`/v1/users/${payee.id}`);
    await refused(late, 422, 'wallet.closed');
  },
};
