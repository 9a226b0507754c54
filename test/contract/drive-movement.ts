import type { Send } from './contract.js';
import { disabledCurrency, once, whileWritesAreOff } from './purse.js';
import type { World } from './world.js';

const INVALID = 'request.invalid';

/** Who moves money, and whose. */
export interface Attempt {
  as: string;
  path?: Record<string, string>;
}

/** What every movement with a body answers: to a repeat, without a key, in currencies that are not taken, and so on. */
export async function driveMovement(send: Send, world: World, attempt: Attempt, body: object): Promise<void> {
  const headers = once();
  await send({ ...attempt, body, headers }, 201);
  await send({ ...attempt, body, headers }, 201);
  await send({ ...attempt, body: { ...body, amount: '11' }, headers }, 422, 'idempotency.mismatch');
  await send({ ...attempt, body }, 400, INVALID);
  await send({ ...attempt, body, headers: { 'Idempotency-Key': 'two words' } }, 400, INVALID);
  await send({ ...attempt, body: { ...body, amount: 10 }, headers: once() }, 400, INVALID);
  const unknown = { ...body, currency: 'NO_SUCH' };
  const refused = once();
  await send({ ...attempt, body: unknown, headers: refused }, 422, 'wallet.currency_unknown');
  await send({ ...attempt, body: unknown, headers: refused }, 422, 'wallet.currency_unknown');
  const disabled = { ...body, currency: await disabledCurrency(world) };
  await send({ ...attempt, body: disabled, headers: once() }, 422, 'wallet.currency_disabled');
  await whileWritesAreOff(world, () => send({ ...attempt, body, headers: once() }, 503, 'wallet.writes_off'));
}
