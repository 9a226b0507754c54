import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

const READERS = `FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%FROM session_principals%'
                   AND pid <> pg_backend_pid()`;

describe('the reads that requests begin with', () => {
  it('tell each of many callers apart, on one connection', async () => {
    const people = [await api.signUp(), await api.signUp(), await api.signUp()];
    const answers = await Promise.all(
      Array.from({ length: 90 }, (_, index) => people[index % 3].http.get('/v1/users/me')),
    );
    expect(answers.map(({ body }) => body.id as string)).toEqual(
      Array.from({ length: 90 }, (_, index) => people[index % 3].id),
    );
    expect(await api.sql(`SELECT pid ${READERS}`)).toHaveLength(1);
  });

  it('see what another request ended before they began', async () => {
    const person = await api.signUp();
    const before = Array.from({ length: 10 }, () => person.http.get('/v1/users/me'));
    await person.http.delete('/v1/sessions/current');
    expect((await person.http.get('/v1/users/me')).status).toBe(401);
    await Promise.all(before);
  });

  it('go on after their connection broke, and fail as one that is away while it is under way', async () => {
    const person = await api.signUp();
    expect((await person.http.get('/v1/users/me')).status).toBe(200);
    expect(await api.sql(`SELECT pg_terminate_backend(pid) ${READERS}`)).toHaveLength(1);
    await delay(100);
    expect((await person.http.get('/v1/users/me')).status).toBe(200);
    const during = Array.from({ length: 20 }, () => person.http.get('/v1/users/me'));
    await api.sql(`SELECT pg_terminate_backend(pid) ${READERS}`);
    for (const { status } of await Promise.all(during)) {
      expect([200, 503]).toContain(status);
    }
    await delay(100);
    expect((await person.http.get('/v1/users/me')).status).toBe(200);
  });
});
