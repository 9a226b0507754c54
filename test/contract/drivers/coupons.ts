import { expectStatus, move } from '../../support/money.js';
import { disabledCurrency, fill, newCurrency, once, whileWritesAreOff } from '../purse.js';
import { exhaust, newName, NOBODY, type World } from '../world.js';
import type { Drivers } from './driver.js';

const INVALID = 'request.invalid';
const NOT_FOUND = 'coupons.not_found';
const CHANGED = 'coupons.changed_meanwhile';
const WRITES_OFF = 'wallet.writes_off';
const MONEY = { amount: '100', currency: 'CREDIT' };
const OLD_TAG = { 'if-match': '"999"' };

async function newCoupon(world: World, members: object = {}): Promise<{ id: string; codes: string[] }> {
  return expectStatus(201, await world.api.admin.post('/v1/coupons', { ...MONEY, ...members })).body;
}

export const couponDrivers: Drivers = {
  async listCoupons(send, world) {
    await newCoupon(world);
    await newCoupon(world, { budget: '1000', count: 2 });
    const as = (await world.holderOf('read:coupons')).accessToken;
    const { body } = await send({ as, query: { limit: 1 } }, 200);
    await send({ as, query: { limit: 1, cursor: body.nextCursor } }, 200);
    await send({ as, query: { limit: 101 } }, 400, INVALID);
  },

  async createCoupon(send, world) {
    const as = (await world.administrator()).accessToken;
    const refused = async (members: object, status: number, word: string) =>
      send({ as, body: { ...MONEY, ...members } }, status, word);
    await send({ as, body: { ...MONEY, count: 3, validFrom: null, validTo: '2100-01-01T00:00:00Z' } }, 201);
    await send({ as, body: MONEY, headers: { accept: 'text/csv' } }, 201);
    const code = newName();
    await send({ as, body: { ...MONEY, code, maxUses: 5, maxUsesPerUser: 2, budget: '1000' } }, 201);
    await send({ as, body: { ...MONEY, applicationId: (await world.application()).name } }, 201);
    await refused({ applicationId: 'no-such-shop' }, 404, 'applications.not_found');
    await refused({ code }, 409, 'coupons.code_taken');
    await refused({ code, count: 2 }, 400, INVALID);
    await refused({ code: '- - -' }, 400, INVALID);
    await refused({ budget: '99' }, 400, INVALID);
    await refused({ currency: 'NO_SUCH' }, 422, 'wallet.currency_unknown');
    const currency = await disabledCurrency(world);
    await refused({ currency, budget: '100' }, 422, 'wallet.currency_disabled');
    await whileWritesAreOff(world, () => refused({ budget: '100' }, 503, WRITES_OFF));
  },

  async readCoupon(send, world) {
    const as = (await world.holderOf('read:coupons')).accessToken;
    await send({ as, path: { couponId: (await newCoupon(world, { count: 100 })).id } }, 200);
    await send({ as, path: { couponId: NOBODY } }, 404, NOT_FOUND);
  },

  async updateCoupon(send, world) {
    const as = (await world.holderOf('update:coupons')).accessToken;
    const path = { couponId: (await newCoupon(world, { validTo: '2100-01-01T00:00:00Z' })).id };
    await send({ as, path, body: { maxUses: 9, validTo: null } }, 200);
    await send({ as, path, body: {}, headers: { 'if-match': '*' } }, 200);
    await send({ as, path, body: { maxUses: 0 } }, 400, INVALID);
    await send({ as, path, body: {}, headers: OLD_TAG }, 412, CHANGED);
    await send({ as, path: { couponId: NOBODY }, body: {} }, 404, NOT_FOUND);
  },

  async deleteCoupon(send, world) {
    const as = (await world.holderOf('update:coupons')).accessToken;
    const path = { couponId: (await newCoupon(world, { budget: '1000' })).id };
    await send({ as, path, headers: OLD_TAG }, 412, CHANGED);
    await whileWritesAreOff(world, () => send({ as, path }, 503, WRITES_OFF));
    await send({ as, path }, 204);
    await send({ as, path }, 404, NOT_FOUND);
  },

  async redeemCoupon(send, world) {
    const [person, other] = [await world.person(), await world.person()];
    const as = person.accessToken;
    const [code] = (await newCoupon(world)).codes;
    const headers = once();
    await whileWritesAreOff(world, () => send({ as, body: { code }, headers }, 503, WRITES_OFF));
    await send({ as, body: { code }, headers }, 201);
    await send({ as, body: { code }, headers }, 201);
    await send({ as, body: { code: 'other' }, headers }, 422, 'idempotency.mismatch');
    await send({ as, body: { code } }, 400, INVALID);
    await send({ as, body: { code }, headers: once() }, 409, 'coupons.used_before');
    await send({ as: other.accessToken, body: { code }, headers: once() }, 409, 'coupons.used_up');
    const currency = await newCurrency(world);
    const [foreign] = (await newCoupon(world, { currency })).codes;
    await world.api.admin.patch(`/v1/currencies/${currency}`, { enabled: false });
    await send({ as, body: { code: foreign }, headers: once() }, 422, 'wallet.currency_disabled');
    await fill(world, person);
    const [more] = (await newCoupon(world)).codes;
    await send({ as, body: { code: more }, headers: once() }, 422, 'wallet.balance_limit');
    const wrong = { as, body: { code: 'no such code' } };
    await send({ ...wrong, headers: once() }, 404, 'coupons.code_not_found');
    await exhaust(world, 'redeemCoupon', { ...wrong, headers: once() });
    expectStatus(201, await move(other.http, '/v1/wallets/me/redemptions', { code: more }));
  },
};
