import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Action, coversGrant, permissionsOf, type State, step } from './model.js';
import { canonical, Stage } from './stage.js';

const PEOPLE = 4;
const RUNS = 40;
const OWN = ['read:doc', 'write:doc'];
const STRINGS = ['read:users', 'update:users', 'create:users', 'update:roles', 'delete:sessions', ...OWN];
const GRANTS = ['read doc 1', 'write doc 1', 'read doc *', '* * *'];

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open(PEOPLE);
});
afterAll(() => stage.api.close());

/** Numbers that become an action once it is known what there is. */
const seeds = fc.record({
  kind: fc.nat(),
  by: fc.nat(),
  to: fc.nat(),
  one: fc.nat(),
  other: fc.nat(),
  strings: fc.subarray(STRINGS),
});
type Seed = typeof seeds extends fc.Arbitrary<infer T> ? T : never;

const KINDS: Action['kind'][] = [
  ...(['add-roles', 'add-roles', 'set-roles', 'remove-role', 'add-grant', 'add-grant'] as const),
  ...(['remove-grant', 'suspend', 'reinstate', 'rename', 'end-sessions', 'set-password'] as const),
  ...(['create-user', 'create-role', 'edit-role', 'edit-role', 'delete-role'] as const),
  ...(['create-permission', 'delete-permission'] as const),
];

const pick = <T>(list: readonly T[], number: number): T => list[number % list.length];

let names = 0;
function actionOf(state: State, seed: Seed): Action {
  const by = seed.by % (PEOPLE + 1);
  const kind = pick(KINDS, seed.kind);
  const target = seed.to % state.accounts.length;
  // One's own password is changed with the old one, which is another call.
  const to = kind === 'set-password' && target === by ? (target + 1) % state.accounts.length : target;
  const roles = Object.keys(state.roles);
  const [role, grant] = [pick(roles, seed.one), pick(GRANTS, seed.one)];
  switch (kind) {
    case 'add-roles':
    case 'set-roles':
      return { kind, by, to, roles: [...new Set([role, pick(roles, seed.other)])] };
    case 'remove-role':
      return { kind, by, to, role };
    case 'add-grant':
    case 'remove-grant':
      return { kind, by, to, grant };
    case 'create-user':
      return { kind, by, roles: [role], grants: [grant] };
    case 'create-role':
      names += 1;
      return { kind, by, name: `made${names}`, permissions: seed.strings };
    case 'edit-role':
      return { kind, by, name: role, permissions: seed.strings };
    case 'delete-role':
      return { kind, by, name: role };
    case 'create-permission':
    case 'delete-permission':
      return { kind, by, permission: pick(OWN, seed.one) };
    default:
      return { kind, by, to };
  }
}

const beginnings = fc.record({
  own: fc.subarray(OWN),
  roles: fc.array(fc.subarray(STRINGS), { minLength: 3, maxLength: 3 }),
  held: fc.array(fc.subarray(['r0', 'r1', 'r2', 'user', 'admin']), { minLength: PEOPLE, maxLength: PEOPLE }),
  grants: fc.array(fc.subarray(GRANTS), { minLength: PEOPLE, maxLength: PEOPLE }),
});
type Beginning = typeof beginnings extends fc.Arbitrary<infer T> ? T : never;

function stateOf({ own, roles, held, grants }: Beginning): State {
  const known = new Set([...stage.builtInPermissions, ...own]);
  const account = (index: number) => ({
    roles: held[index],
    grants: grants[index],
    suspended: false,
    signedIn: true,
  });
  return canonical({
    accounts: [
      { roles: ['admin'], grants: [], suspended: false, signedIn: true },
      ...held.map((_, index) => account(index)),
    ],
    roles: {
      admin: [...known],
      user: [],
      ...Object.fromEntries(roles.map((list, index) => [`r${index}`, list.filter((one) => known.has(one))])),
    },
    own,
  });
}

/** Nobody may have gained what the caller did not have, and a caller with less may not have got hold of anybody. */
function expectNoClimb(before: State, after: State, by: number): void {
  const caller = before.accounts[by];
  const own = permissionsOf(before, caller);
  after.accounts.forEach((account, index) => {
    const previous = before.accounts[index];
    const held = previous === undefined ? new Set<string>() : permissionsOf(before, previous);
    for (const permission of permissionsOf(after, account)) {
      const isNew = !before.own.includes(permission) && after.own.includes(permission);
      expect(held.has(permission) || own.has(permission) || isNew).toBe(true);
    }
    for (const grant of account.grants.filter((one) => !previous?.grants.includes(one))) {
      expect(coversGrant(before, caller, grant)).toBe(true);
    }
  });
}

it('nobody climbs, by no sequence of calls, and every outcome is the one the model tells', async () => {
  await fc.assert(
    fc.asyncProperty(
      beginnings,
      fc.array(seeds, { minLength: 5, maxLength: 25 }),
      async (beginning, calls) => {
        let state = stateOf(beginning);
        await stage.set(state);
        for (const seed of calls) {
          const action = actionOf(state, seed);
          const expected = step(state, action);
          const { status } = await stage.play(action);
          expect({ action, status }).toEqual({ action, status: expected.status });
          expectNoClimb(state, expected.state, action.by);
          state = canonical(expected.state);
        }
        expect(await stage.read()).toEqual(state);
        expect(state.accounts.some(({ roles, suspended }) => roles.includes('admin') && !suspended)).toBe(
          true,
        );
      },
    ),
    { numRuns: RUNS },
  );
}, 120_000);

it('calls at the same moment end as they would one after the other, in some order', async () => {
  await fc.assert(
    fc.asyncProperty(
      beginnings,
      fc.array(fc.array(seeds, { minLength: 2, maxLength: 4 }), { minLength: 2, maxLength: 6 }),
      async (beginning, batches) => {
        let state = stateOf(beginning);
        await stage.set(state);
        for (const batch of batches) {
          // Two new accounts at once would come in an order that nobody can tell.
          const actions = batch
            .map((seed) => actionOf(state, seed))
            .filter(
              ({ kind }, index, all) =>
                kind !== 'create-user' || all.findIndex((one) => one.kind === kind) === index,
            );
          const answers = await Promise.all(actions.map((action) => stage.play(action)));
          const seen = { statuses: answers.map(({ status }) => status), state: await stage.read() };
          const possible = orders(actions.length).map((order) => inOrder(state, actions, order));
          const match = possible.find((one) => JSON.stringify(one) === JSON.stringify(seen));
          expect({ actions, seen, isPossible: match !== undefined }).toEqual({
            actions,
            seen,
            isPossible: true,
          });
          state = seen.state;
        }
      },
    ),
    { numRuns: RUNS },
  );
}, 120_000);

function inOrder(before: State, actions: Action[], order: number[]): { statuses: number[]; state: State } {
  const statuses: number[] = [];
  let state = before;
  for (const index of order) {
    const outcome = step(state, actions[index]);
    statuses[index] = outcome.status;
    state = outcome.state;
  }
  return { statuses, state: canonical(state) };
}

function orders(length: number): number[][] {
  const all = (rest: number[]): number[][] =>
    rest.length === 0
      ? [[]]
      : rest.flatMap((one) => all(rest.filter((other) => other !== one)).map((order) => [one, ...order]));
  return all([...Array(length).keys()]);
}
