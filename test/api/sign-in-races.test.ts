import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, type Person, type TestApp } from '../support/create-test-app.js';
import type { Answer } from '../support/http-client.js';
import { ok, uniqueName } from '../support/people.js';
import { newcomer } from '../support/provider-people.js';
import { type SignInWorld, startSignInWorld } from '../support/sign-in-world.js';
import type { TestStandins } from '../support/standins.js';

let world: SignInWorld;
let standins: TestStandins;
let api: TestApp;
let operator: pg.Client;

beforeAll(async () => {
  world = await startSignInWorld();
  ({ standins, api, operator } = world);
});
afterAll(() => world.close());

const SUSPEND = 'UPDATE users SET is_suspended = true WHERE id = $1';

/** Makes a change of a locked account while somebody is about to sign in to it: they have been let in, and wait for the lock. */
async function meanwhile(
  userId: string,
  change: string,
  values: unknown[],
  signIn: () => Promise<Answer>,
): Promise<Answer> {
  await operator.query('BEGIN');
  await operator.query('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [userId]);
  await operator.query(change, values);
  const answer = signIn();
  while ((await waiting()) === 0) {
    await delay(5);
  }
  await operator.query('COMMIT');
  return answer;
}

async function waiting(): Promise<number> {
  const { rows } = await operator.query<{ count: number }>(
    `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows[0].count;
}

async function newApplication(): Promise<string> {
  return ok(await api.admin.post('/v1/applications', { name: uniqueName('shop') })).body.id as string;
}

async function liveSessions(userId: string): Promise<number> {
  const rows = await api.sql('SELECT 1 FROM sessions WHERE user_id = $1 AND ended_at IS NULL', [userId]);
  return rows.length;
}

describe('a sign-in by password', () => {
  const signIn = ({ email }: Person, more = {}) =>
    api.http.post('/v1/sessions', { identifier: email, password: PASSWORD, ...more });

  it('is refused when the account is suspended before the session is there', async () => {
    const person = await api.signUp();
    const answer = await meanwhile(person.id, SUSPEND, [person.id], () => signIn(person));
    expect(answer.status).toBe(401);
    expect(await liveSessions(person.id)).toBe(1);
  });

  it('is refused when the password is changed before the session is there', async () => {
    const person = await api.signUp();
    const change = 'UPDATE password_credentials SET hash = hash || $2 WHERE user_id = $1';
    const answer = await meanwhile(person.id, change, [person.id, 'x'], () => signIn(person));
    expect(answer.status).toBe(401);
    expect(await liveSessions(person.id)).toBe(1);
  });

  it('finds no application that is deleted before the session is there', async () => {
    const person = await api.signUp();
    const applicationId = await newApplication();
    const change = 'DELETE FROM applications WHERE id = $1';
    const answer = await meanwhile(person.id, change, [applicationId], () =>
      signIn(person, { applicationId }),
    );
    expect(answer.body.code).toBe('applications.not_found');
    expect(await liveSessions(person.id)).toBe(1);
  });
});

describe('a sign-in by a provider', () => {
  async function known() {
    const person = newcomer();
    const signIn = async (more = {}) =>
      api.http.post('/v1/sessions/google', { identityToken: await standins.google({ person }), ...more });
    const { user } = ok(await signIn()).body;
    return { id: user.id as string, signIn };
  }

  it('is refused when the account is suspended before the session is there', async () => {
    const { id, signIn } = await known();
    const answer = await meanwhile(id, SUSPEND, [id], signIn);
    expect(answer.body.code).toBe('sessions.token_refused');
    expect(await liveSessions(id)).toBe(1);
  });

  it('opens the account that the identity belongs to when the session is opened', async () => {
    const { id, signIn } = await known();
    const other = await api.signUp();
    const change = 'UPDATE identities SET user_id = $2 WHERE user_id = $1';
    const answer = await meanwhile(id, change, [id, other.id], signIn);
    expect(answer.body.user.id).toBe(other.id);
    expect(await liveSessions(id)).toBe(1);
  });

  it('finds no application that is deleted before the session is there', async () => {
    const { id, signIn } = await known();
    const applicationId = await newApplication();
    ok(await signIn({ applicationId }));
    const change = 'DELETE FROM applications WHERE id = $1';
    const answer = await meanwhile(id, change, [applicationId], () => signIn({ applicationId }));
    expect(answer.body.code).toBe('applications.not_found');
  });
});
