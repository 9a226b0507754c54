import { credit } from '../../support/money.js';
import { holderOfMoney } from '../purse.js';
import { NOBODY } from '../world.js';
import type { Drivers } from './driver.js';

const NOT_FOUND = 'users.not_found';
const INVALID = 'request.invalid';
const YEAR = { from: '2026-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
const WHOLE_TIME = { from: '1000-01-01T00:00:00Z', to: '9999-12-31T23:59:59.999Z' };

export const walletDrivers: Drivers = {
  async readWallet(send, world) {
    const person = await holderOfMoney(world);
    const as = (await world.administrator()).accessToken;
    await send({ as: person.accessToken, path: { userId: 'me' } }, 200);
    await send({ as, path: { userId: person.email }, query: { asOf: YEAR.from } }, 200);
    await send({ as, path: { userId: person.id }, query: { asOf: WHOLE_TIME.from } }, 200);
    await send({ as, path: { userId: person.id }, query: { asOf: WHOLE_TIME.to } }, 200);
    await send({ as, path: { userId: person.id }, query: { asOf: 'yesterday' } }, 400, INVALID);
    const beyond = '9999-12-31T23:59:59-01:00';
    await send({ as, path: { userId: person.id }, query: { asOf: beyond } }, 400, INVALID);
    await send({ as, path: { userId: NOBODY } }, 404, NOT_FOUND);
  },

  async listTransactions(send, world) {
    const person = await holderOfMoney(world);
    await credit(world.api, person.id, 5, 'USD');
    const own = { as: person.accessToken, path: { userId: 'me' } };
    const { body } = await send({ ...own, query: { limit: 1 } }, 200);
    await send({ ...own, query: { limit: 1, cursor: body.nextCursor } }, 200);
    await send({ ...own, query: { ...YEAR, currency: 'USD', type: 'credit' } }, 200);
    await send({ ...own, query: WHOLE_TIME }, 200);
    await send({ ...own, query: { type: 'gift' } }, 400, INVALID);
    await send({ ...own, query: { cursor: body.nextCursor, type: 'debit' } }, 400, INVALID);
    const as = (await world.administrator()).accessToken;
    await send({ as, path: { userId: person.id } }, 200);
    await send({ as, path: { userId: NOBODY } }, 404, NOT_FOUND);
  },

  async exportTransactions(send, world) {
    const person = await holderOfMoney(world);
    const as = (await world.administrator()).accessToken;
    await send({ as: person.accessToken, path: { userId: 'me' } }, 200);
    await send({ as, path: { userId: person.id }, query: WHOLE_TIME }, 200);
    await send({ as, path: { userId: person.id }, query: { currency: 'credit' } }, 400, INVALID);
    await send({ as, path: { userId: NOBODY } }, 404, NOT_FOUND);
  },

  async readStatement(send, world) {
    const person = await holderOfMoney(world);
    const as = (await world.administrator()).accessToken;
    const query = { currency: 'CREDIT', ...YEAR };
    await send({ as: person.accessToken, path: { userId: 'me' }, query }, 200);
    await send({ as, path: { userId: person.id }, query: { ...query, ...WHOLE_TIME } }, 200);
    const backwards = { currency: 'CREDIT', from: YEAR.to, to: YEAR.from };
    await send({ as, path: { userId: person.id }, query: backwards }, 400, INVALID);
    await send({ as, path: { userId: NOBODY }, query }, 404, NOT_FOUND);
  },

  async readTransaction(send, world) {
    const [person, other] = [await world.person(), await world.person()];
    const path = { transactionId: (await credit(world.api, person.id, 5)).body.id as string };
    await send({ as: person.accessToken, path }, 200);
    await send({ as: (await world.holderOf('read:wallets')).accessToken, path }, 200);
    await send({ as: other.accessToken, path }, 404, 'wallet.transaction_not_found');
  },

  async verifyLedger(send, world) {
    await holderOfMoney(world);
    const { body } = await send({ as: (await world.administrator()).accessToken }, 200);
    if (body.ok !== true) {
      throw new Error(`The books do not add up: ${JSON.stringify(body)}`);
    }
  },
};
