import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestApp } from '../support/create-test-app.js';
import type { Answer } from '../support/http-client.js';
import { ok } from '../support/people.js';
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

interface Known {
  id: string;
  token: () => Promise<string>;
}

/** Somebody who has signed in before. */
async function known(): Promise<Known> {
  const person = newcomer();
  const token = () => standins.google({ person, nonce: randomBytes(8).toString('hex') });
  const { user } = ok(
    await api.http.post('/v1/sessions/google', { identityToken: await standins.google({ person }) }),
  ).body;
  return { id: user.id as string, token };
}

async function severalKnown(count: number): Promise<Known[]> {
  const people: Known[] = [];
  for (let index = 0; index < count; index += 1) {
    people.push(await known());
  }
  return people;
}

function signIn(identityToken: string): Promise<Answer> {
  const [, payload] = identityToken.split('.');
  const { nonce } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { nonce: string };
  return api.http.post('/v1/sessions/google', { identityToken, nonce });
}

const WAITING = `SELECT pid FROM pg_stat_activity
                  WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%open_sessions%'`;

async function pidThatWaits(): Promise<number> {
  for (;;) {
    const [row] = await api.sql<{ pid: number }>(WAITING);
    if (row !== undefined) {
      return row.pid;
    }
    await delay(5);
  }
}

/**
 * Holds up somebody's sign-in, so that those that come meanwhile go together in the call after it.
 * @param meanwhile happens when they have been let in, and is there when that call begins
 */
async function together(
  tokens: readonly string[],
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Answer[]> {
  const first = await (await known()).token();
  await operator.query('BEGIN');
  await operator.query('LOCK TABLE used_tokens IN EXCLUSIVE MODE');
  const before = signIn(first);
  await pidThatWaits();
  const answers = tokens.map(signIn);
  await delay(300);
  await meanwhile();
  await operator.query('COMMIT');
  ok(await before);
  return Promise.all(answers);
}

/** The transactions that wrote these sessions. */
async function transactionsOf(answers: readonly Answer[]): Promise<string[]> {
  const rows = await api.sql<{ xmin: string }>(
    'SELECT DISTINCT xmin::text AS xmin FROM sessions WHERE id = ANY ($1)',
    [answers.map(({ body }) => body.session.id as string)],
  );
  return rows.map(({ xmin }) => xmin);
}

async function liveSessions(userId: string): Promise<number> {
  const rows = await api.sql('SELECT 1 FROM sessions WHERE user_id = $1 AND ended_at IS NULL', [userId]);
  return rows.length;
}

describe('sign-ins that come at once', () => {
  it('share a transaction, and each has its own session, token and line in the audit trail', async () => {
    const people = await severalKnown(4);
    const answers = await together(await Promise.all(people.map(({ token }) => token())));
    for (const [index, { status, body }] of answers.entries()) {
      expect(status).toBe(201);
      expect(body.user.id).toBe(people[index].id);
      const me = await api.http.as(body.accessToken as string).get('/v1/users/me');
      expect(me.body.id).toBe(people[index].id);
      const rows = await api.sql('SELECT 1 FROM audit_events WHERE session_id = $1 AND subject_id = $2', [
        body.session.id,
        people[index].id,
      ]);
      expect(rows).toHaveLength(1);
    }
    expect(await transactionsOf(answers)).toHaveLength(1);
  });

  it('fail each by itself: suspended, unlinked or with a used token, and their neighbours come in', async () => {
    const people = await severalKnown(5);
    const tokens = await Promise.all(people.map(({ token }) => token()));
    const [suspended, unlinked, used, ...others] = people;
    const signed = tokens[2].slice(0, tokens[2].lastIndexOf('.'));
    const [ofSuspended, ofUnlinked, ofUsed, ...ofOthers] = await together(tokens, async () => {
      await operator.query('UPDATE users SET is_suspended = true WHERE id = $1', [suspended.id]);
      await operator.query('DELETE FROM identities WHERE user_id = $1', [unlinked.id]);
      await operator.query(
        "INSERT INTO used_tokens (token_hash, user_id, is_spent, expires_at) VALUES ($1, $2, true, now() + interval '1 hour')",
        [createHash('sha256').update(signed).digest(), used.id],
      );
    });
    expect(ofSuspended.body.code).toBe('sessions.token_refused');
    // Its address belongs to the account that it no longer opens.
    expect(ofUnlinked.status).toBe(201);
    expect(ofUsed.body.code).toBe('sessions.token_refused');
    expect(await Promise.all([suspended, used].map(({ id }) => liveSessions(id)))).toEqual([1, 1]);
    expect(ofOthers.map(({ body }) => body.user.id as string)).toEqual(others.map(({ id }) => id));
    expect(await transactionsOf(ofOthers)).toHaveLength(1);
    expect(await transactionsOf([...ofOthers, ofUnlinked])).toHaveLength(2);
  });

  it('do not wait for one whose account somebody else is changing', async () => {
    const [changed, ...others] = await severalKnown(3);
    const tokens = await Promise.all([changed, ...others].map(({ token }) => token()));
    const holder = new pg.Client(api.database);
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('UPDATE users SET nickname = $2 WHERE id = $1', [changed.id, 'Countess']);
    let isReleased = false;
    const answers = await together(tokens, async () => {
      void (async () => {
        await pidThatWaits();
        // Those beside them are answered first.
        while ((await Promise.all(others.map(({ id }) => liveSessions(id)))).some((count) => count < 2)) {
          await delay(5);
        }
        isReleased = true;
        await holder.query('COMMIT');
      })();
      await delay(0);
    });
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(isReleased).toBe(true);
    expect(answers[0].body.user.id).toBe(changed.id);
    expect(await transactionsOf(answers.slice(1))).toHaveLength(1);
    await holder.end();
  });

  it('come in although something breaks for one of them', async () => {
    const [broken, ...others] = await severalKnown(3);
    const tokens = await Promise.all([broken, ...others].map(({ token }) => token()));
    await api.sql(
      `CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$`,
    );
    await api.sql(
      `CREATE TRIGGER tr_break BEFORE INSERT ON sessions FOR EACH ROW WHEN (NEW.user_id = '${broken.id}')
         EXECUTE FUNCTION break()`,
    );
    const answers = await together(tokens);
    await api.sql('DROP FUNCTION break CASCADE');
    expect(answers.map(({ status }) => status)).toEqual([500, 201, 201]);
    expect(await liveSessions(broken.id)).toBe(1);
    expect((await signIn(await broken.token())).status).toBe(201);
  });

  it('are all told that nobody knows, when the connection breaks, and the next ones come in', async () => {
    const person = await known();
    await operator.query('BEGIN');
    await operator.query('LOCK TABLE used_tokens IN EXCLUSIVE MODE');
    const answer = signIn(await person.token());
    await api.sql('SELECT pg_terminate_backend($1)', [await pidThatWaits()]);
    const { status, body } = await answer;
    await operator.query('ROLLBACK');
    expect([status, body.code]).toEqual([503, 'outcome_unknown']);
    expect(await liveSessions(person.id)).toBe(1);
    expect((await signIn(await person.token())).status).toBe(201);
  });

  it('of one account are one after the other, and its sessions never more than fifty', async () => {
    const [person, ...others] = await severalKnown(3);
    const tokens = await Promise.all(
      Array.from({ length: 66 }, (_, index) => (index % 6 === 5 ? others[index % 2] : person).token()),
    );
    const answers = await together(tokens);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(await liveSessions(person.id)).toBe(50);
    const ended = await api.sql<{ end_reason: string }>(
      'SELECT end_reason FROM sessions WHERE user_id = $1 AND ended_at IS NOT NULL',
      [person.id],
    );
    // 55 of these, and the one before them.
    expect(ended.map(({ end_reason: reason }) => reason)).toEqual(
      Array.from({ length: 6 }, () => 'too_many'),
    );
    const written = await api.sql(
      "SELECT 1 FROM audit_events WHERE subject_id = $1 AND event = 'session.created'",
      [person.id],
    );
    expect(written).toHaveLength(56);
  });
});
