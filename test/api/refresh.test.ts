import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../support/create-test-app.js';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

const refresh = (refreshToken: unknown) => api.http.post('/v1/sessions/refresh', { refreshToken });
const isAlive = async (person: Person) => (await person.http.get('/v1/users/me')).status === 200;
const pass = (person: Person, interval: string) =>
  api.sql('UPDATE sessions SET refreshed_at = refreshed_at - $2::interval WHERE id = $1', [
    person.sessionId,
    interval,
  ]);

describe('a refresh token', () => {
  it('is exchanged for new tokens of the same session', async () => {
    const person = await api.signUp();
    const answer = await refresh(person.refreshToken);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      session: { id: person.sessionId },
      user: { id: person.id },
      expiresIn: 900,
    });
    expect(answer.body.refreshToken).not.toBe(person.refreshToken);
    expect(answer.body.accessToken).not.toBe(person.accessToken);
    expect((await refresh(answer.body.refreshToken)).status).toBe(200);
  });

  it('gets the same successor when it comes again within ten seconds', async () => {
    const person = await api.signUp();
    const first = await refresh(person.refreshToken);
    const second = await refresh(person.refreshToken);
    expect(second.status).toBe(200);
    expect(second.body.refreshToken).toBe(first.body.refreshToken);
    expect(await isAlive(person)).toBe(true);
  });

  it('gets one successor however many ask at once', async () => {
    const person = await api.signUp();
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(person.refreshToken)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1);
  });

  it('ends the session when it comes again later', async () => {
    const person = await api.signUp();
    const { body } = await refresh(person.refreshToken);
    await pass(person, '11 seconds');
    expect((await refresh(person.refreshToken)).status).toBe(401);
    expect(await isAlive(person)).toBe(false);
    expect((await refresh(body.refreshToken)).status).toBe(401);
    const [event] = await api.sql<{ outcome: string }>(
      "SELECT outcome FROM audit_events WHERE event = 'session.refresh_token_reused' AND session_id = $1",
      [person.sessionId],
    );
    expect(event?.outcome).toBe('denied');
  });

  it('ends the session at once when it is older than the one before', async () => {
    const person = await api.signUp();
    const second = await refresh(person.refreshToken);
    await refresh(second.body.refreshToken);
    expect((await refresh(person.refreshToken)).status).toBe(401);
    expect(await isAlive(person)).toBe(false);
  });

  it('is refused when anything in it was changed, and the session goes on', async () => {
    const person = await api.signUp();
    const other = await api.signUp();
    const bytes = Buffer.from(person.refreshToken.slice(4, -6), 'base64url');
    const tampered = Buffer.from(bytes);
    tampered[51] ^= 1;
    const grafted = Buffer.concat([
      Buffer.from(other.refreshToken.slice(4, -6), 'base64url').subarray(0, 20),
      bytes.subarray(20),
    ]);
    const { createHash } = await import('node:crypto');
    const format = (content: Buffer) => {
      const text = `lkr_${content.toString('base64url')}`;
      return text + createHash('sha256').update(text).digest('base64url').slice(0, 6);
    };
    for (const token of [
      '',
      'lkr_',
      'x'.repeat(1_000),
      person.refreshToken.slice(0, -1),
      format(tampered),
      format(grafted),
      person.accessToken,
    ]) {
      const { status } = await refresh(token);
      expect([400, 401]).toContain(status);
    }
    expect(await isAlive(person)).toBe(true);
    expect(await isAlive(other)).toBe(true);
    expect((await refresh(person.refreshToken)).status).toBe(200);
  });

  it.each([
    ['signed out', async (person: Person) => person.http.delete('/v1/sessions/current')],
    [
      'suspended',
      async (person: Person) => api.admin.post(`/v1/users/${person.id}/suspension`, { reason: 'test' }),
    ],
    ['deleted', async (person: Person) => api.admin.delete(`/v1/users/${person.id}`)],
  ])('is refused once its owner is %s', async (_name, act) => {
    const person = await api.signUp();
    await act(person);
    const answer = await refresh(person.refreshToken);
    expect([answer.status, answer.body.code]).toEqual([401, 'sessions.refresh_token_refused']);
  });

  it('is not in the database in any form', async () => {
    const person = await api.signUp();
    const { body } = await refresh(person.refreshToken);
    const [row] = await api.sql<{ text: string }>(
      'SELECT row_to_json(s)::text AS text FROM sessions s WHERE id = $1',
      [person.sessionId],
    );
    for (const token of [person.refreshToken, body.refreshToken as string]) {
      const mac = Buffer.from(token.slice(4, -6), 'base64url').subarray(20);
      expect(row.text).not.toContain(mac.toString('hex'));
      expect(row.text).not.toContain(mac.toString('base64url'));
    }
  });
});
