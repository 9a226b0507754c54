import { randomUUID } from 'node:crypto';
import { balance, credit, expectStatus, move } from '../support/money.js';
import type { Person } from '../support/create-test-app.js';
import type { World } from './world.js';

/** The most that one movement may move. */
export const MOST = '100000000000000000';
const LIMIT = 10n * BigInt(MOST);

/** A header that makes a movement a new one. */
export function once(): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': randomUUID() };
}

/** Somebody with money. */
export async function holderOfMoney(world: World, amount = '1000', currency = 'CREDIT'): Promise<Person> {
  const person = await world.person();
  await credit(world.api, person.id, amount, currency);
  return person;
}

/** Fills a wallet until nothing more goes into it. */
export async function fill(world: World, { id }: Person): Promise<void> {
  let missing = LIMIT - BigInt((await balance(world.api, id)).available);
  while (missing > 0n) {
    const amount = missing > BigInt(MOST) ? BigInt(MOST) : missing;
    await credit(world.api, id, amount.toString());
    missing -= amount;
  }
}

/** Sets money of a wallet aside. */
export async function setAside(world: World, { id }: Person, amount: string): Promise<string> {
  const body = { amount, currency: 'CREDIT' };
  const { body: hold } = expectStatus(201, await move(world.api.admin, `/v1/wallets/${id}/holds`, body));
  return hold.id as string;
}

/** A hold that cannot be released, in part or whole: its wallet is full without it. */
export async function holdOfFullWallet(world: World): Promise<string> {
  const person = await holderOfMoney(world, '2');
  const holdId = await setAside(world, person, '2');
  await fill(world, person);
  return holdId;
}

/** Does something while the books are said not to add up. */
export async function whileWritesAreOff(world: World, act: () => Promise<unknown>): Promise<void> {
  await world.api.sql('UPDATE ledger_state SET is_sound = false');
  try {
    await act();
  } finally {
    await world.api.sql('UPDATE ledger_state SET is_sound = true');
  }
}

/** A currency that takes no new movements. */
export async function disabledCurrency(world: World): Promise<string> {
  const code = await newCurrency(world);
  expectStatus(200, await world.api.admin.patch(`/v1/currencies/${code}`, { enabled: false }));
  return code;
}

let currencies = 0;

/** A currency that nothing was moved in. */
export async function newCurrency(world: World): Promise<string> {
  currencies += 1;
  const code = `TEST_${currencies}`;
  expectStatus(201, await world.api.admin.post('/v1/currencies', { code, scale: 2 }));
  return code;
}
