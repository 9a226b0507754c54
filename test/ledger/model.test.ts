import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../support/create-test-app.js';
import type { Answer } from '../support/http-client.js';
import { balance, expectSoundBooks, move } from '../support/money.js';

/** What a wallet should hold, by the simplest bookkeeping there is. */
interface Expected {
  available: bigint;
  held: bigint;
  usd: bigint;
}

interface Step {
  act: 'credit' | 'debit' | 'transfer' | 'hold' | 'capture' | 'void' | 'reverse' | 'exchange' | 'repeat';
  who: number;
  amount: bigint;
  which: number;
}

interface Undo {
  id: string;
  undo: () => boolean;
}

interface Open {
  id: string;
  who: number;
  amount: bigint;
}

const PEOPLE = 3;
const RATE = 200n;

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

/** Plays steps against the API and the model side by side; each answer must be what the model says. */
class Game {
  private readonly model: Expected[] = Array.from({ length: PEOPLE }, () => ({
    available: 0n,
    held: 0n,
    usd: 0n,
  }));
  private readonly holds: Open[] = [];
  private readonly undos: Undo[] = [];
  private last: (() => Promise<Answer>) | null = null;
  private moves = 0;

  constructor(private readonly people: Person[]) {}

  async play(step: Step): Promise<void> {
    await this[step.act](step);
  }

  async compare(): Promise<void> {
    for (const [index, person] of this.people.entries()) {
      const { available, held, usd } = this.model[index];
      expect(await balance(api, person.id)).toEqual({
        total: String(available + held),
        available: String(available),
        held: String(held),
      });
      expect((await balance(api, person.id, 'USD')).total).toBe(String(usd));
    }
  }

  private async send(http: Person['http'], path: string, body: object, isAllowed: boolean): Promise<Answer> {
    const key = `${this.people[0].id}-${(this.moves += 1)}`;
    this.last = () => move(http, path, body, key);
    const answer = await this.last();
    expect([path, answer.status, answer.body.code]).toEqual(
      isAllowed ? [path, 201, undefined] : [path, 422, 'wallet.insufficient_funds'],
    );
    return answer;
  }

  private async credit({ who, amount }: Step): Promise<void> {
    const path = `/v1/wallets/${this.people[who].id}/credits`;
    const answer = await this.send(
      api.admin,
      path,
      { amount: String(amount), currency: 'CREDIT', reason: 'x' },
      true,
    );
    const wallet = this.model[who];
    wallet.available += amount;
    this.undoable(answer, () => take(wallet, amount));
  }

  private async debit({ who, amount }: Step): Promise<void> {
    const wallet = this.model[who];
    const isAllowed = wallet.available >= amount;
    const path = `/v1/wallets/${this.people[who].id}/debits`;
    const answer = await this.send(
      api.admin,
      path,
      { amount: String(amount), currency: 'CREDIT', reason: 'x' },
      isAllowed,
    );
    if (isAllowed) {
      wallet.available -= amount;
      this.undoable(answer, () => give(wallet, amount));
    }
  }

  private async transfer({ who, amount, which }: Step): Promise<void> {
    const to = (who + 1 + (which % (PEOPLE - 1))) % PEOPLE;
    const [payer, payee] = [this.model[who], this.model[to]];
    const isAllowed = payer.available >= amount;
    const body = { amount: String(amount), currency: 'CREDIT', toUserId: this.people[to].id };
    const answer = await this.send(this.people[who].http, '/v1/wallets/me/transfers', body, isAllowed);
    if (isAllowed) {
      payer.available -= amount;
      payee.available += amount;
      this.undoable(answer, () => {
        const back = payee.available < amount ? payee.available : amount;
        return take(payee, amount) && give(payer, back);
      });
    }
  }

  private async hold({ who, amount }: Step): Promise<void> {
    const wallet = this.model[who];
    const isAllowed = wallet.available >= amount;
    const path = `/v1/wallets/${this.people[who].id}/holds`;
    const answer = await this.send(
      api.admin,
      path,
      { amount: String(amount), currency: 'CREDIT' },
      isAllowed,
    );
    if (isAllowed) {
      wallet.available -= amount;
      wallet.held += amount;
      this.holds.push({ id: answer.body.id, who, amount });
    }
  }

  private async capture({ amount, which }: Step): Promise<void> {
    const hold = this.takeHold(which);
    if (hold === undefined) {
      return;
    }
    const captured = amount < hold.amount ? amount : hold.amount;
    const answer = await this.send(
      api.admin,
      `/v1/holds/${hold.id}/capture`,
      { amount: String(captured) },
      true,
    );
    const wallet = this.model[hold.who];
    wallet.held -= hold.amount;
    wallet.available += hold.amount - captured;
    this.undoable(answer, () => give(wallet, captured));
  }

  private async void({ which }: Step): Promise<void> {
    const hold = this.takeHold(which);
    if (hold !== undefined) {
      await this.send(api.admin, `/v1/holds/${hold.id}/void`, {}, true);
      this.model[hold.who].held -= hold.amount;
      this.model[hold.who].available += hold.amount;
    }
  }

  private async exchange({ who, amount }: Step): Promise<void> {
    const wallet = this.model[who];
    const result = amount / RATE;
    if (result === 0n) {
      return;
    }
    const isAllowed = wallet.available >= amount;
    const body = { from: 'CREDIT', to: 'USD', amount: String(amount) };
    const answer = await this.send(this.people[who].http, '/v1/wallets/me/exchanges', body, isAllowed);
    if (isAllowed) {
      wallet.available -= amount;
      wallet.usd += result;
      this.undoable(answer, () => {
        const isLeft = wallet.usd >= result;
        wallet.usd -= isLeft ? result : 0n;
        wallet.available += isLeft ? amount : 0n;
        return isLeft;
      });
    }
  }

  private async reverse({ which }: Step): Promise<void> {
    const [chosen] = this.undos.length === 0 ? [] : this.undos.splice(which % this.undos.length, 1);
    if (chosen !== undefined) {
      const isAllowed = chosen.undo();
      await this.send(api.admin, `/v1/transactions/${chosen.id}/reversal`, {}, isAllowed);
    }
  }

  /** A repeat of the last request changes nothing, whatever it was. */
  private async repeat(): Promise<void> {
    const answer = await this.last?.();
    expect(answer?.headers.get('idempotent-replayed') ?? 'true').toBe('true');
  }

  private takeHold(which: number): Open | undefined {
    return this.holds.length === 0 ? undefined : this.holds.splice(which % this.holds.length, 1)[0];
  }

  private undoable({ body }: Answer, undo: () => boolean): void {
    this.undos.push({ id: body.id, undo });
  }
}

/** Takes what is there, up to an amount; false when there is nothing. */
function take(wallet: Expected, amount: bigint): boolean {
  const hadSome = wallet.available > 0n;
  wallet.available -= wallet.available < amount ? wallet.available : amount;
  return hadSome;
}

function give(wallet: Expected, amount: bigint): boolean {
  wallet.available += amount;
  return true;
}

const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom<Step['act'][]>(
    'credit',
    'credit',
    'debit',
    'transfer',
    'transfer',
    'hold',
    'capture',
    'void',
    'reverse',
    'exchange',
    'repeat',
  ),
  who: fc.nat(PEOPLE - 1),
  amount: fc.oneof(fc.bigInt(1n, 1_000n), fc.bigInt(1n, 10n ** 15n)),
  which: fc.nat(1_000),
});

it('keeps the books that a simple model keeps, whatever is done in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const game = new Game(await Promise.all(Array.from({ length: PEOPLE }, () => api.signUp())));
      for (const one of steps) {
        await game.play(one);
      }
      await game.compare();
      await expectSoundBooks(api);
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 15), endOnFailure: true },
  );
}, 120_000);
