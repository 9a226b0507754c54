import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type Person, type TestApp } from '../support/create-test-app.js';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

async function signInAgain(person: Person) {
  const { body } = await api.http.post(
    '/v1/sessions',
    { identifier: person.email, password: PASSWORD },
    { headers: { 'user-agent': 'second device' } },
  );
  return { id: body.session.id as string, http: api.http.as(body.accessToken as string) };
}

describe('own sessions', () => {
  it('are listed with device and address, the current one marked', async () => {
    const person = await api.signUp();
    const second = await signInAgain(person);
    const { body } = await person.http.get('/v1/sessions');
    expect(body.data.map(({ id, current }: { id: string; current: boolean }) => [id, current])).toEqual([
      [second.id, false],
      [person.sessionId, true],
    ]);
    expect(body.data[0]).toMatchObject({
      userAgent: 'second device',
      ipAddress: '127.0.0.1',
      userId: person.id,
      applicationId: null,
    });
    const { body: current } = await second.http.get('/v1/sessions/current');
    expect([current.id, current.current]).toEqual([second.id, true]);
    expect(new Date(current.expiresAt).getTime() - new Date(current.lastUsedAt).getTime()).toBe(
      7 * 24 * 3_600_000,
    );
  });

  it('end one by one', async () => {
    const person = await api.signUp();
    const second = await signInAgain(person);
    expect((await person.http.delete(`/v1/sessions/${second.id}`)).status).toBe(204);
    expect((await second.http.get('/v1/users/me')).status).toBe(401);
    expect((await person.http.delete(`/v1/sessions/${second.id}`)).status).toBe(404);
    expect((await person.http.get('/v1/users/me')).status).toBe(200);
  });

  it('end all but the current one', async () => {
    const person = await api.signUp();
    const others = [await signInAgain(person), await signInAgain(person)];
    expect((await person.http.delete('/v1/sessions')).status).toBe(204);
    for (const other of others) {
      expect((await other.http.get('/v1/users/me')).status).toBe(401);
    }
    expect((await person.http.get('/v1/sessions')).body.data).toHaveLength(1);
  });

  it('end by signing out, once', async () => {
    const person = await api.signUp();
    expect((await person.http.delete('/v1/sessions/current')).status).toBe(204);
    expect((await person.http.delete('/v1/sessions/current')).status).toBe(401);
  });

  it('of others are not there', async () => {
    const [person, other] = [await api.signUp(), await api.signUp()];
    for (const id of [other.sessionId, '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77', 'rubbish', 'a%2Fb']) {
      const answer = await person.http.delete(`/v1/sessions/${id}`);
      expect([answer.status, answer.body.code]).toEqual([404, 'sessions.not_found']);
    }
    expect((await other.http.get('/v1/users/me')).status).toBe(200);
  });

  it('need a sign-in', async () => {
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/current'],
      ['DELETE', ''],
      ['DELETE', '/current'],
      ['DELETE', '/x'],
    ] as const) {
      expect((await api.http.send(method, `/v1/sessions${path}`)).status).toBe(401);
    }
  });
});
