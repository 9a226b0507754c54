import { fill, holderOfMoney, MOST, newCurrency, once, whileWritesAreOff } from '../purse.js';
import { newName } from '../world.js';
import type { Drivers } from './driver.js';

const INVALID = 'request.invalid';
const SAME = 'wallet.same_currency';
const NO_RATE = 'wallet.rate_not_found';
const TOO_SMALL = 'wallet.exchange_too_small';
const TOO_LARGE = 'wallet.exchange_too_large';
const PAIR = { from: 'USD', to: 'CREDIT' };

export const currencyDrivers: Drivers = {
  async listCurrencies(send, world) {
    const as = (await world.person()).accessToken;
    const { body } = await send({ as, query: { limit: 1 } }, 200);
    await send({ as, query: { limit: 1, cursor: body.nextCursor } }, 200);
    await send({ as, query: { cursor: 'nonsense' } }, 400, INVALID);
  },

  async createCurrency(send, world) {
    const as = (await world.holderOf('update:currencies')).accessToken;
    const headers = { 'Idempotency-Key': newName() };
    const body = { code: 'GOLD', scale: 18, name: 'Gold' };
    await send({ as, body, headers }, 201);
    await send({ as, body, headers }, 201);
    await send({ as, body: { ...body, scale: 2 }, headers }, 422, 'idempotency.mismatch');
    await send({ as, body: { code: 'SILVER', scale: 0 } }, 201);
    await send({ as, body }, 409, 'wallet.currency_exists');
    await send({ as, body: { code: 'gold', scale: 2 } }, 400, INVALID);
  },

  async updateCurrency(send, world) {
    const as = (await world.holderOf('update:currencies')).accessToken;
    const path = { code: await newCurrency(world) };
    await send({ as, path, body: { name: null, enabled: false } }, 200);
    await send({ as, path, body: { enabled: 'no' } }, 400, INVALID);
    await send({ as, path: { code: 'NO_SUCH' }, body: {} }, 404, 'wallet.currency_not_found');
  },

  async readExchangeRates(send, world) {
    const as = (await world.person()).accessToken;
    await world.api.admin.put('/v1/exchange-rates/USD/CREDIT', { rate: '200' });
    await world.api.admin.put('/v1/exchange-rates/CREDIT/USD', { rate: '0.004' });
    const { body } = await send({ as, query: { limit: 1 } }, 200);
    await send({ as, query: { limit: 1, cursor: body.nextCursor } }, 200);
    await send({ as, query: { from: 'USD' } }, 200);
    await send({ as, query: PAIR }, 200);
    await send({ as, query: { ...PAIR, amount: '1250' } }, 200);
    await send({ as, query: { from: 'USD', amount: '1250' } }, 400, INVALID);
    await send({ as, query: { from: 'USD', to: 'USD' } }, 422, SAME);
    await send({ as, query: { from: 'USD', to: 'NO_SUCH' } }, 404, NO_RATE);
    await send({ as, query: { from: 'CREDIT', to: 'USD', amount: '1' } }, 422, TOO_SMALL);
    await send({ as, query: { ...PAIR, amount: MOST } }, 422, TOO_LARGE);
  },

  async setExchangeRate(send, world) {
    const as = (await world.holderOf('update:currencies')).accessToken;
    await send({ as, path: PAIR, body: { rate: '200' } }, 200);
    await send({ as, path: PAIR, body: { rate: '0.000000001' } }, 200);
    await send({ as, path: PAIR, body: { rate: '200' } }, 200);
    await send({ as, path: PAIR, body: { rate: '0' } }, 400, INVALID);
    await send({ as, path: { from: 'USD', to: 'USD' }, body: { rate: '1' } }, 422, SAME);
    const unknown = { from: 'USD', to: 'NO_SUCH' };
    await send({ as, path: unknown, body: { rate: '1' } }, 422, 'wallet.currency_unknown');
  },

  async exchangeMoney(send, world) {
    await world.api.admin.put('/v1/exchange-rates/USD/CREDIT', { rate: '200' });
    const person = await holderOfMoney(world, MOST, 'USD');
    const as = person.accessToken;
    const headers = once();
    const body = { ...PAIR, amount: '10' };
    await send({ as, body, headers }, 201);
    await send({ as, body, headers }, 201);
    await send({ as, body: { ...body, amount: '11' }, headers }, 422, 'idempotency.mismatch');
    await send({ as, body }, 400, INVALID);
    await whileWritesAreOff(world, () => send({ as, body, headers: once() }, 503, 'wallet.writes_off'));
    const refused = async (change: object, status: number, word: string) =>
      send({ as, body: { ...body, ...change }, headers: once() }, status, word);
    await refused({ to: 'NO_SUCH' }, 404, NO_RATE);
    await refused({ to: 'USD' }, 422, SAME);
    await refused({ from: 'CREDIT', to: 'USD', amount: '1' }, 422, TOO_SMALL);
    await refused({ amount: MOST }, 422, TOO_LARGE);
    await refused({ from: 'CREDIT', to: 'USD', amount: MOST }, 422, 'wallet.insufficient_funds');
    const { body: rate } = await person.http.get('/v1/exchange-rates?from=USD&to=CREDIT&amount=10');
    await refused({ quoteId: rate.quote.id, amount: '11' }, 422, 'wallet.currency_mismatch');
    await send({ as, body: { ...body, quoteId: rate.quote.id }, headers: once() }, 201);
    await refused({ quoteId: rate.quote.id }, 422, 'wallet.quote_not_usable');
    const currency = await newCurrency(world);
    await world.api.admin.put(`/v1/exchange-rates/USD/${currency}`, { rate: '1' });
    await world.api.admin.patch(`/v1/currencies/${currency}`, { enabled: false });
    await refused({ to: currency }, 422, 'wallet.currency_disabled');
    await fill(world, person);
    await refused({}, 422, 'wallet.balance_limit');
  },
};
