import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../support/create-test-app.js';
import { ok } from '../support/people.js';

const ADMIN_ROLE = 'rol_Administrator001';
const COUNT = 20;

let api: TestApp;
let replica: TestApp;
beforeAll(async () => {
  api = await createTestApp();
  replica = await createTestApp({ replicaOf: api });
});
afterAll(async () => {
  await replica.close();
  await api.close();
});

/** Twenty administrators and nobody else; half of them call another replica. */
async function onlyTheseAdministrators(): Promise<Person[]> {
  const people: Person[] = [];
  for (let index = 0; index < COUNT; index += 1) {
    const person = await api.signUp();
    people.push(index % 2 === 0 ? person : { ...person, http: replica.http.as(person.accessToken) });
  }
  const ids = people.map(({ id }) => id);
  await api.sql('DELETE FROM user_roles WHERE role_id = $1', [ADMIN_ROLE]);
  await api.sql('INSERT INTO user_roles (user_id, role_id) SELECT unnest($1::uuid[]), $2', [ids, ADMIN_ROLE]);
  return people;
}

async function administrators(): Promise<number> {
  const rows = await api.sql(
    `SELECT 1 FROM user_roles ur JOIN users u ON u.id = ur.user_id
      WHERE ur.role_id = $1 AND u.deleted_at IS NULL AND NOT u.is_suspended`,
    [ADMIN_ROLE],
  );
  return rows.length;
}

it.each([
  ['lay the role down', (person: Person) => person.http.delete(`/v1/users/me/roles/${ADMIN_ROLE}`), 204],
  ['replace their roles', (person: Person) => person.http.put('/v1/users/me/roles', { roles: [] }), 200],
  [
    'suspend themselves',
    (person: Person) => person.http.post('/v1/users/me/suspension', { reason: 'x' }),
    200,
  ],
  ['delete themselves', (person: Person) => person.http.delete('/v1/users/me'), 204],
])('of twenty administrators who %s at once, the last stays', async (_what, leave, left) => {
  const people = await onlyTheseAdministrators();
  const answers = await Promise.all(people.map(leave));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(COUNT - 1).fill(left), 409]);
  expect(answers.find(({ status }) => status === 409)!.body.code).toBe('roles.last_administrator');
  expect(await administrators()).toBe(1);
});

it('of twenty administrators who put each other out at once, one stays', async () => {
  const people = await onlyTheseAdministrators();
  const answers = await Promise.all(
    people.map(({ http }, index) => {
      const { id } = people[(index + 1) % COUNT];
      return index % 3 === 0
        ? http.delete(`/v1/users/${id}`)
        : index % 3 === 1
          ? http.post(`/v1/users/${id}/suspension`, { reason: 'x' })
          : http.delete(`/v1/users/${id}/roles/${ADMIN_ROLE}`);
    }),
  );
  // Who was put out first is refused; nobody is told to try again.
  expect(answers.filter(({ status }) => ![200, 204, 401, 403, 409].includes(status))).toEqual([]);
  expect(await administrators()).toBeGreaterThanOrEqual(1);
  const [row] = await api.sql<{ user_id: string }>(
    `SELECT ur.user_id FROM user_roles ur JOIN users u ON u.id = ur.user_id
      WHERE ur.role_id = $1 AND u.deleted_at IS NULL AND NOT u.is_suspended`,
    [ADMIN_ROLE],
  );
  const survivor = people.find(({ id }) => id === row.user_id)!;
  ok(await survivor.http.get('/v1/roles'));
});

it('an administrator who takes the role from twenty others and from themselves at once keeps one', async () => {
  const people = await onlyTheseAdministrators();
  const [first] = people;
  const answers = await Promise.all(
    people.map(({ id }) => first.http.delete(`/v1/users/${id}/roles/${ADMIN_ROLE}`)),
  );
  expect(answers.filter(({ status }) => ![204, 403, 409].includes(status))).toEqual([]);
  expect(await administrators()).toBeGreaterThanOrEqual(1);
});

it('of people who put each other out at once, somebody comes first', async () => {
  for (let time = 0; time < 5; time += 1) {
    const circle = (await onlyTheseAdministrators()).slice(0, 5);
    const answers = await Promise.all(
      circle.map(({ http }, index) =>
        http.post(`/v1/users/${circle[(index + 1) % circle.length].id}/suspension`, { reason: 'x' }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.every((status) => status === 200 || status === 401)).toBe(true);
    expect(statuses).toContain(401);
  }
});
