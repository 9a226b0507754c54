import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../support/create-test-app.js';
import { ok } from '../../support/people.js';
import { faultOf, type Player, REST, SECRET, signIn, signUpPlayer, uniquePlayerName } from './support.js';

const HOUR_MS = 3_600_000;
const WRONG = 'wrong-wrong-wrong';
const INVALID = { code: 'FORBIDDEN', message: 'Session not valid.' };

let api: TestApp;
let ada: Player;
const log: string[] = [];

beforeAll(async () => {
  api = await createTestApp({ log: (line) => log.push(line) });
  ada = await signUpPlayer(api);
});
afterAll(() => api.close());

const me = (headers: Record<string, string>) => api.http.get(`${REST}/user/me`, { headers });
const post = (body: object) => api.http.post(`${REST}/session`, body);
const age = (secret: string, change: string) =>
  api.sql(`UPDATE sessions SET ${change} WHERE secret_hash = sha256(decode($1, 'hex'))`, [secret]);

describe('signing in by password', () => {
  it('by id, name or address, with a secret that is stored as a digest', async () => {
    for (const userId of [ada.id, ada.id.toUpperCase(), ada.name, ada.email, ` ${ada.name} `]) {
      const { status, body } = await post({
        userId,
        password: ada.password,
        profileId: null,
        profileSelector: '',
      });
      expect(status).toBe(200);
      expect(body).toEqual({
        sessionSecret: expect.stringMatching(SECRET),
        session: {
          user: expect.objectContaining({ id: ada.id, level: 'USER' }),
          profile: null,
          application: null,
          expiry: expect.any(Number),
        },
      });
      expect(body.sessionSecret).toContain(ada.id.toUpperCase());
      expect(Math.abs(body.session.expiry - Date.now() - 48 * HOUR_MS)).toBeLessThan(60_000);
      const rows = await api.sql('SELECT 1 FROM sessions WHERE secret_hash = sha256(decode($1, $2))', [
        body.sessionSecret,
        'hex',
      ]);
      expect(rows).toHaveLength(1);
    }
  });

  it('gives superusers an hour', async () => {
    const { body } = ok(await post({ userId: 'admin', password: 'a password for tests' }));
    expect(Math.abs(body.session.expiry - Date.now() - HOUR_MS)).toBeLessThan(60_000);
  });

  it('answers alike for who is not there and a wrong password', async () => {
    const answers = [
      await post({ userId: ada.name, password: WRONG }),
      await post({ userId: ada.id, password: WRONG }),
      await post({ userId: uniquePlayerName(), password: WRONG }),
      await post({ userId: '66f0c1d2e3a4b5c6d7e8f901', password: WRONG }),
      await post({ userId: 'nobody@example.com', password: ada.password }),
    ];
    for (const { status, body } of answers) {
      expect([status, body]).toEqual([403, { code: 'FORBIDDEN', message: 'Invalid credentials.' }]);
    }
  });

  it.each([
    { password: 'x' },
    { userId: 'x' },
    { userId: '', password: 'x' },
    { userId: null, password: 'x' },
    { userId: 7, password: 'x' },
  ])('needs both: %j', async (body) => {
    const answer = await post(body);
    expect(faultOf(answer)).toEqual([400, 'INVALID_DATA']);
    expect(answer.body.validationFailureMessages).toHaveLength(1);
  });

  it('is not for who is signed in already', async () => {
    const answer = await ada.http.post(`${REST}/session`, { userId: ada.name, password: ada.password });
    expect([answer.status, answer.body]).toEqual([
      400,
      { code: 'UNKNOWN', message: 'Session already active.' },
    ]);
  });

  it('shares its lock-out with the other doors', async () => {
    const strict = await createTestApp({ environment: { RATE_LIMITS: 'on' } });
    const player = await signUpPlayer(strict);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await strict.http.post(`${REST}/session`, { userId: player.id, password: WRONG })).status).toBe(
        403,
      );
      const canonical = await strict.http.post('/v1/sessions', { identifier: player.name, password: WRONG });
      expect(canonical.status).toBe(401);
    }
    const locked = await strict.http.post(`${REST}/session`, {
      userId: player.email,
      password: player.password,
    });
    expect(faultOf(locked)).toEqual([429, 'OVERLOAD']);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await player.http.get(`${REST}/user/me`)).status).toBe(200);
    await strict.close();
  });
});

describe('a session secret', () => {
  it.each<[string, (secret: string) => Record<string, string>]>([
    ['alone', (secret) => ({ authorization: secret })],
    ['in small letters', (secret) => ({ authorization: secret.toLowerCase() })],
    ['after Bearer', (secret) => ({ authorization: `Bearer ${secret}` })],
    ['in its own header', (secret) => ({ 'elements-sessionsecret': secret })],
    ['in the older header', (secret) => ({ 'socialengine-sessionsecret': secret })],
    ['with its user', (secret) => ({ 'elements-sessionsecret': `${secret} u${secret.slice(-24)}` })],
    [
      'with a profile of nobody',
      (secret) => ({ 'elements-sessionsecret': secret, 'elements-profileid': 'x' }),
    ],
  ])('opens this API %s', async (_how, headers) => {
    expect(ok(await me(headers(ada.secret))).body.id).toBe(ada.id);
  });

  it('of several is that of Authorization, then that of the newer header', async () => {
    const [first, second, third] = [
      ada.secret,
      (await signUpPlayer(api)).secret,
      (await signUpPlayer(api)).secret,
    ];
    const older = { 'socialengine-sessionsecret': third };
    const both = { ...older, 'elements-sessionsecret': second };
    expect((await me({ ...both, authorization: first })).body.id).toBe(ada.id);
    expect((await me(both)).body.id).toBe((await me({ authorization: second })).body.id);
    expect((await me(older)).body.id).toBe((await me({ authorization: third })).body.id);
  });

  it.each<[string, (secret: string) => Record<string, string>]>([
    ['after bearer', (secret) => ({ authorization: `bearer ${secret}` })],
    ['after Basic', (secret) => ({ authorization: `Basic ${secret}` })],
    ['with more behind it', (secret) => ({ authorization: `Bearer ${secret} more` })],
    ['with a typo', (secret) => ({ authorization: (secret.startsWith('0') ? '1' : '0') + secret.slice(1) })],
    ['cut', (secret) => ({ authorization: secret.slice(2) })],
    ['with another user', (secret) => ({ 'elements-sessionsecret': `${secret} u66f0c1d2e3a4b5c6d7e8f901` })],
    ['with nonsense behind it', (secret) => ({ 'elements-sessionsecret': `${secret} x` })],
    ['that is nonsense', () => ({ authorization: 'nonsense' })],
    ['that is a token of nobody', () => ({ authorization: 'Bearer a.b.c' })],
    ['that is empty', () => ({ 'elements-sessionsecret': '' })],
  ])('opens nothing %s, not even what is open to anybody', async (_how, headers) => {
    for (const path of ['user/me', 'user']) {
      const answer = await api.http.get(`${REST}/${path}`, { headers: headers(ada.secret) });
      expect([answer.status, answer.body]).toEqual([403, INVALID]);
      expect(answer.headers.get('www-authenticate')).toBeNull();
    }
    const answer = await api.http.post(`${REST}/signup`, {}, { headers: headers(ada.secret) });
    expect([answer.status, answer.body]).toEqual([403, INVALID]);
  });

  it('opens no other API, and an access token opens this one', async () => {
    for (const path of ['/v1/users/me', '/v1/auth/user']) {
      expect((await api.http.get(path, { headers: { authorization: `Bearer ${ada.secret}` } })).status).toBe(
        401,
      );
    }
    const { body } = ok(
      await api.http.post('/v1/sessions', { identifier: ada.name, password: ada.password }),
    );
    for (const authorization of [`Bearer ${body.accessToken}`, body.accessToken as string]) {
      expect(ok(await me({ authorization })).body.id).toBe(ada.id);
    }
  });

  it('lives for 48 hours after its last use, and 30 days at most', async () => {
    const secret = await signIn(api.http, ada.name, ada.password);
    await age(secret, "last_used_at = now() - interval '47 hours 59 minutes'");
    expect((await me({ authorization: secret })).status).toBe(200);
    await age(secret, "last_used_at = last_used_at + interval '0'");
    const [{ idle }] = await api.sql<{ idle: number }>(
      "SELECT extract(epoch FROM now() - last_used_at)::float8 AS idle FROM sessions WHERE secret_hash = sha256(decode($1, 'hex'))",
      [secret],
    );
    expect(idle).toBeLessThan(60);
    await age(secret, "last_used_at = now() - interval '48 hours 1 minute'");
    expect((await me({ authorization: secret })).body).toEqual(INVALID);
    await age(secret, "last_used_at = now(), created_at = now() - interval '30 days 1 minute'");
    expect((await me({ authorization: secret })).body).toEqual(INVALID);
    await age(secret, "created_at = now() - interval '29 days'");
    expect((await me({ authorization: secret })).status).toBe(200);
  });

  it('writes its use down at most once a minute', async () => {
    const secret = await signIn(api.http, ada.name, ada.password);
    await age(secret, "last_used_at = now() - interval '59 seconds'");
    const version = () =>
      api.sql<{ xmin: string }>(
        "SELECT xmin::text FROM sessions WHERE secret_hash = sha256(decode($1, 'hex'))",
        [secret],
      );
    const before = await version();
    await me({ authorization: secret });
    expect(await version()).toEqual(before);
    await age(secret, "last_used_at = now() - interval '61 seconds'");
    const [aged] = await version();
    await me({ authorization: secret });
    expect(await version()).not.toEqual([aged]);
  });

  it('is a session like any other: its owner sees and ends it elsewhere', async () => {
    const player = await signUpPlayer(api);
    const { body } = ok(
      await api.http.post('/v1/sessions', { identifier: player.name, password: player.password }),
    );
    const http = api.http.as(body.accessToken as string);
    const sessions = ok(await http.get('/v1/users/me/sessions')).body.data as {
      id: string;
      isCurrent: boolean;
    }[];
    expect(sessions).toHaveLength(2);
    const replica = await createTestApp({ replicaOf: api });
    for (const { id } of sessions.filter((session) => session.id !== body.session.id)) {
      ok(await http.delete(`/v1/sessions/${id}`));
    }
    expect(faultOf(await replica.http.as(player.secret).get(`${REST}/user/me`))).toEqual([403, 'FORBIDDEN']);
    await replica.app.close();
  });
});

describe('signing out', () => {
  it('ends all sessions of the caller', async () => {
    const player = await signUpPlayer(api);
    const other = await signIn(api.http, player.name, player.password);
    const answer = await player.http.delete(`${REST}/session`);
    expect([answer.status, answer.body]).toEqual([204, '']);
    for (const secret of [player.secret, other]) {
      expect((await me({ authorization: secret })).body).toEqual(INVALID);
    }
    expect(faultOf(await api.http.delete(`${REST}/session`))).toEqual([403, 'FORBIDDEN']);
  });

  it('of one session is for whoever has its secret, and leaves the others', async () => {
    const player = await signUpPlayer(api);
    const other = await signIn(api.http, player.name, player.password);
    const answer = await api.http.delete(`${REST}/session/${player.secret.toLowerCase()}`);
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect((await me({ authorization: player.secret })).body).toEqual(INVALID);
    expect((await me({ authorization: other })).status).toBe(200);
    const again = await ada.http.delete(`${REST}/session/${player.secret}`);
    expect([again.status, again.body]).toEqual([404, { code: 'NOT_FOUND', message: 'Session Not Found.' }]);
    const elsewhere = await ada.http.delete(`${REST}/session/${other}`);
    expect(elsewhere.status).toBe(204);
  });

  it.each(['nonsense', '0'.repeat(63), `${'0'.repeat(63)}1`, 'G'.repeat(64)])(
    'knows %s for no secret',
    async (text) => {
      const answer = await api.http.delete(`${REST}/session/${text}`);
      expect([answer.status, answer.body]).toEqual([
        400,
        { code: 'INVALID_DATA', message: 'Bad Session Secret' },
      ]);
    },
  );

  it('keeps secrets out of the log', () => {
    const text = log.join('\n').toUpperCase();
    expect(text).toContain('/API/REST/SESSION/:SESSIONSECRET');
    expect(text).not.toContain(ada.secret);
    expect(text).not.toMatch(/[0-9A-F]{64}/);
  });
});
