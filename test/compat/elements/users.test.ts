import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../support/create-test-app.js';
import type { HttpClient } from '../../support/http-client.js';
import { ok } from '../../support/people.js';
import {
  faultOf,
  ID,
  type Player,
  REST,
  SECRET,
  signIn,
  signUpPlayer,
  superuser,
  uniquePlayerName,
} from './support.js';

let api: TestApp;
let root: HttpClient;
let ada: Player;
let grace: Player;

beforeAll(async () => {
  api = await createTestApp();
  root = await superuser(api);
  ada = await signUpPlayer(api, {
    firstName: 'Ada',
    lastName: 'Lovelace',
    primaryPhoneNb: '+1 (212) 555-0100',
  });
  grace = await signUpPlayer(api);
});
afterAll(() => api.close());

const USER_MEMBERS = [
  'id',
  'name',
  'firstName',
  'lastName',
  'email',
  'primaryPhoneNb',
  'level',
  'active',
  'facebookId',
  'firebaseId',
  'appleSignInId',
  'googleSignInId',
  'externalUserId',
];

describe('signing up', () => {
  it('makes up what is left out, and shows a password that it made', async () => {
    for (const path of ['/user', '/signup']) {
      const { status, body } = await api.http.post(REST + path, {});
      expect(status).toBe(200);
      expect(body.id).toMatch(ID);
      expect(body.name).toMatch(/^[A-Z][a-z]+[A-Z][a-z]+\d+$/);
      expect(body.email).toBe(`${body.name}@anonymous.invalid`);
      expect(body.password).toHaveLength(24);
      expect(await signIn(api.http, body.name as string, body.password as string)).toMatch(SECRET);
      expect(body).toEqual({
        id: body.id,
        name: body.name,
        firstName: null,
        lastName: null,
        email: body.email,
        primaryPhoneNb: null,
        level: 'USER',
        active: true,
        facebookId: null,
        firebaseId: null,
        appleSignInId: null,
        password: body.password,
        profiles: [],
      });
    }
  });

  it('keeps what is given, and does not echo a password', async () => {
    const name = uniquePlayerName();
    const body = {
      name,
      email: `${name}@example.com`,
      password: 'correct-horse-battery',
      firstName: 'Ada',
      lastName: 'Byron',
      primaryPhoneNb: '+1 (212) 555-0100',
      profiles: null,
      somethingElse: { anything: [1] },
    };
    const answer = await api.http.post(`${REST}/signup`, body);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      name,
      email: body.email,
      firstName: 'Ada',
      lastName: 'Byron',
      primaryPhoneNb: '+12125550100',
      password: null,
      profiles: [],
    });
  });

  it.each(['SUPERUSER', 'UNPRIVILEGED'])(
    'is for users only, whatever level is asked for: %s',
    async (level) => {
      const { body } = ok(await api.http.post(`${REST}/signup`, { level }));
      expect(body.level).toBe('USER');
      const [{ names }] = await api.sql<{ names: string[] }>(
        'SELECT array_agg(r.name) AS names FROM users u JOIN user_roles ur ON ur.user_id = u.id JOIN roles r ON r.id = ur.role_id WHERE u.username = $1',
        [body.name],
      );
      expect(names).toEqual(['user']);
    },
  );

  it.each<[string, Record<string, unknown>, string]>([
    ['a blank in the name', { name: 'a b' }, 'name - has no blanks'],
    ['a reserved name', { name: 'me' }, 'name - '],
    ['a name like an id', { name: '66f0c1d2e3a4b5c6d7e8f901' }, 'name - '],
    ['a number for a name', { name: 7 }, 'name - '],
    ['no address', { email: 'nobody' }, 'email - '],
    ['an address that is none', { email: 'a@b@c' }, 'email - '],
    ['a short phone', { primaryPhoneNb: '1234567' }, 'primaryPhoneNb - '],
    ['a hostile phone', { primaryPhoneNb: `${'1-'.repeat(31)}x` }, 'primaryPhoneNb - '],
    ['a long first name', { firstName: 'x'.repeat(21) }, 'firstName - '],
    ['a short last name', { lastName: 'ab' }, 'lastName - '],
    ['a short password', { password: 'short' }, 'password - '],
    ['a blank in the password', { password: 'correct horse battery' }, 'password - '],
    ['an unknown level', { level: 'GOD' }, 'level - '],
    [
      'a profile without application',
      { profiles: [{ applicationId: null }] },
      'profiles[0].applicationId - ',
    ],
    ['a profile of nothing', { profiles: [{ applicationId: 'nothing' }] }, 'profiles[0].applicationId - '],
  ])('refuses %s', async (_what, body, fault) => {
    const answer = await api.http.post(`${REST}/signup`, body);
    expect(faultOf(answer)).toEqual([400, 'INVALID_DATA']);
    expect(Object.keys(answer.body as object)).toEqual(['code', 'message', 'validationFailureMessages']);
    expect(answer.body.validationFailureMessages[0]).toContain(fault);
  });

  it('refuses names and addresses that are taken', async () => {
    for (const body of [{ name: ada.name }, { name: ada.name.toUpperCase() }, { email: ada.email }]) {
      expect(faultOf(await api.http.post(`${REST}/user`, body))).toEqual([409, 'DUPLICATE']);
    }
  });

  it('is not for those who are signed in, but for superusers, who give levels', async () => {
    expect(faultOf(await ada.http.post(`${REST}/user`, {}))).toEqual([403, 'FORBIDDEN']);
    expect(faultOf(await ada.http.post(`${REST}/signup`, {}))).toEqual([403, 'FORBIDDEN']);
    for (const level of ['SUPERUSER', 'USER', 'UNPRIVILEGED']) {
      expect(ok(await root.post(`${REST}/user`, { level })).body.level).toBe(level);
    }
    expect(ok(await root.post(`${REST}/user`, {})).body.level).toBe('USER');
  });

  it('makes user and profiles together, or none of them', async () => {
    const name = uniquePlayerName();
    const application = uniquePlayerName();
    ok(await api.admin.post('/v1/applications', { name: application }));
    const profiles = [{ applicationId: application, imageUrl: 'https://example.com/a.png' }];
    const { body } = ok(await api.http.post(`${REST}/signup`, { name, profiles }));
    expect(body.profiles).toEqual([
      expect.objectContaining({
        displayName: expect.stringMatching(/^[A-Z]/),
        imageUrl: 'https://example.com/a.png',
        metadata: {},
        lastLogin: 0,
        user: expect.objectContaining({ id: body.id, name }),
        application: expect.objectContaining({ name: application }),
      }),
    ]);
    const other = uniquePlayerName();
    const bad = [...profiles, { applicationId: '66f0c1d2e3a4b5c6d7e8f901' }];
    expect(faultOf(await api.http.post(`${REST}/signup`, { name: other, profiles: bad }))[0]).toBe(400);
    expect(faultOf(await root.get(`${REST}/user/${other}`))).toEqual([404, 'NOT_FOUND']);
  });

  it('is closed on this door as on every other', async () => {
    const closed = await createTestApp({ environment: { SIGN_UP: 'closed' } });
    expect(faultOf(await closed.http.post(`${REST}/signup`, {}))).toEqual([403, 'FORBIDDEN']);
    expect(faultOf(await closed.http.post(`${REST}/user`, {}))).toEqual([403, 'FORBIDDEN']);
    expect((await (await superuser(closed)).post(`${REST}/user`, {})).status).toBe(200);
    await closed.close();
  });
});

describe('reading users', () => {
  it('shows callers themselves, and nobody in particular to nobody in particular', async () => {
    const mine = ok(await ada.http.get(`${REST}/user/me`)).body;
    expect(Object.keys(mine as object)).toEqual(USER_MEMBERS);
    expect(mine).toMatchObject({
      id: ada.id,
      name: ada.name,
      firstName: 'Ada',
      primaryPhoneNb: '+12125550100',
    });
    expect(ok(await api.http.get(`${REST}/user/me`)).body).toEqual({
      ...Object.fromEntries(USER_MEMBERS.map((member) => [member, null])),
      name: '',
      email: '',
      primaryPhoneNb: '',
      level: 'UNPRIVILEGED',
      active: false,
    });
  });

  it('by id, name, address and me, as far as the caller may see', async () => {
    for (const name of [
      ada.id,
      ada.id.toUpperCase(),
      ada.name,
      encodeURIComponent(ada.email),
      ada.email,
      'me',
    ]) {
      expect(ok(await ada.http.get(`${REST}/user/${name}`)).body.id).toBe(ada.id);
    }
    for (const name of [ada.id, ada.name, ada.email]) {
      expect(ok(await root.get(`${REST}/user/${name}`)).body).toMatchObject({ id: ada.id, level: 'USER' });
      const refused = await grace.http.get(`${REST}/user/${name}`);
      expect(refused.status).toBe(404);
      expect(refused.body).toEqual({ code: 'NOT_FOUND', message: `User with id ${name} not found.` });
      expect(faultOf(await api.http.get(`${REST}/user/${name}`))).toEqual([403, 'FORBIDDEN']);
    }
    expect(faultOf(await root.get(`${REST}/user/66f0c1d2e3a4b5c6d7e8f901`))).toEqual([404, 'NOT_FOUND']);
  });

  it('takes no id of our own API', async () => {
    const [{ id }] = await api.sql<{ id: string }>('SELECT id FROM users WHERE username = $1', [ada.name]);
    expect((await root.get(`${REST}/user/${id}`)).status).toBe(404);
    expect((await ada.http.get(`${REST}/user/${id}`)).status).toBe(404);
  });

  it('lists themselves to users, whatever they look for', async () => {
    const page = (await ada.http.get(`${REST}/user?search=nobody`)).body;
    expect(page).toEqual({
      offset: 0,
      total: 1,
      approximation: false,
      objects: [expect.objectContaining({ id: ada.id })],
    });
    expect((await ada.http.get(`${REST}/user?offset=1`)).body).toEqual({
      offset: 1,
      total: 0,
      approximation: false,
      objects: [],
    });
    expect(faultOf(await api.http.get(`${REST}/user`))).toEqual([403, 'FORBIDDEN']);
  });

  it('lets superusers search a part of name and address, letter case included', async () => {
    const tag = uniquePlayerName();
    for (const index of [1, 2, 3]) {
      ok(await root.post(`${REST}/user`, { name: `Zz${tag}${index}`, email: `q${index}${tag}@Example.com` }));
    }
    const find = async (search: string, more = '') =>
      ok(await root.get(`${REST}/user?search=${encodeURIComponent(search)}${more}`)).body;
    expect(await find(` Zz${tag} `)).toMatchObject({ offset: 0, total: 3, approximation: false });
    expect((await find(`Zz${tag}`)).objects.map(({ name }: { name: string }) => name.at(-1))).toEqual([
      '1',
      '2',
      '3',
    ]);
    expect(await find(`zz${tag}`)).toMatchObject({ total: 0, objects: [] });
    expect(await find(`2${tag}@Ex`)).toMatchObject({ total: 1 });
    expect(await find(`2${tag}@ex`)).toMatchObject({ total: 0 });
    expect(await find(`Zz${tag}.`)).toMatchObject({ total: 0 });
    expect(await find('%_\\')).toMatchObject({ total: 0 });
    expect(await find('(a+)+$')).toMatchObject({ total: 0 });
    const second = await find(`Zz${tag}`, '&offset=1&count=1');
    expect(second).toMatchObject({ offset: 1, total: 3, objects: [{ name: `Zz${tag}2` }] });
    expect((await find(`Zz${tag}`, '&count=0')).objects).toEqual([]);
    expect((await find('')).total).toBeGreaterThanOrEqual(6);
  });

  it.each([
    ['offset=-1', 'Offset must have positive value.'],
    ['count=-1', 'Count must have positive value.'],
    ['offset=x', 'Offset must be a whole number.'],
    ['count=1.5', 'Count must be a whole number.'],
    ['offset=10001', 'Offset must be at most 10000.'],
  ])('refuses %s', async (query, message) => {
    for (const http of [root, ada.http]) {
      const answer = await http.get(`${REST}/user?${query}`);
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({ code: 'INVALID_PARAMETER', message });
    }
  });

  it('shows who is linked to a provider, and no suspended user', async () => {
    const player = await signUpPlayer(api);
    await api.sql(
      `INSERT INTO identities (id, user_id, provider, issuer, subject)
       SELECT gen_random_uuid(), id, 'google', 'https://accounts.google.com', 'google-7' FROM users WHERE username = $1`,
      [player.name],
    );
    expect(ok(await player.http.get(`${REST}/user/me`)).body).toMatchObject({
      googleSignInId: 'google-7',
      facebookId: null,
    });
    ok(await api.admin.post(`/v1/users/${player.name}/suspension`, { reason: 'test' }));
    expect(faultOf(await player.http.get(`${REST}/user/me`))).toEqual([403, 'FORBIDDEN']);
    expect(faultOf(await root.get(`${REST}/user/${player.id}`))).toEqual([404, 'NOT_FOUND']);
  });
});

describe('changing users', () => {
  const whole = (player: { name: string; email: string }, more: object = {}) => ({
    name: player.name,
    email: player.email,
    level: 'USER',
    ...more,
  });

  it('replaces name and address, and the rest when it is given', async () => {
    const player = await signUpPlayer(api, { firstName: 'Ada' });
    const name = uniquePlayerName();
    const change = { name, email: `${name}@example.com`, level: 'USER', lastName: 'Byron', firstName: null };
    for (const path of [player.id, 'me', name]) {
      const { status, body } = await player.http.put(`${REST}/user/${path}`, change);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        id: player.id,
        name,
        email: change.email,
        firstName: 'Ada',
        lastName: 'Byron',
      });
    }
    expect((await api.sql('SELECT 1 FROM users WHERE username = $1 AND email_verified', [name])).length).toBe(
      0,
    );
    expect(await signIn(api.http, change.email, player.password)).toMatch(SECRET);
  });

  it('does not give users a level or a password', async () => {
    const player = await signUpPlayer(api);
    const change = whole(player, { level: 'SUPERUSER', password: 'another-good-password' });
    expect(ok(await player.http.put(`${REST}/user/${player.id}`, change)).body.level).toBe('USER');
    expect(await signIn(api.http, player.name, player.password)).toMatch(SECRET);
    expect((await player.http.get(`${REST}/user?search=`)).body.total).toBe(1);
  });

  it('needs name, address and level', async () => {
    const { body, status } = await ada.http.put(`${REST}/user/me`, { name: null, email: null });
    expect([status, body.code]).toEqual([400, 'INVALID_DATA']);
    expect(body.validationFailureMessages.map((text: string) => text.split(' - ')[0]).sort()).toEqual([
      'email',
      'level',
      'name',
    ]);
  });

  it('is for oneself or superusers', async () => {
    expect(faultOf(await grace.http.put(`${REST}/user/${ada.id}`, whole(ada)))).toEqual([404, 'NOT_FOUND']);
    expect(faultOf(await api.http.put(`${REST}/user/${ada.id}`, whole(ada)))).toEqual([403, 'FORBIDDEN']);
    expect(faultOf(await ada.http.put(`${REST}/user/me`, whole({ ...ada, name: grace.name })))).toEqual([
      409,
      'DUPLICATE',
    ]);
    expect(faultOf(await ada.http.put(`${REST}/user/me`, whole({ ...ada, email: grace.email })))).toEqual([
      409,
      'DUPLICATE',
    ]);
  });

  it('changes an address that mails reach only a moment after a sign-in', async () => {
    const player = await signUpPlayer(api);
    const name = player.name;
    await api.sql(
      "UPDATE sessions SET authenticated_at = now() - interval '6 minutes' WHERE user_id = (SELECT id FROM users WHERE username = $1)",
      [name],
    );
    const first = await player.http.put(`${REST}/user/me`, whole({ name, email: `${name}@example.com` }));
    expect(first.status).toBe(200);
    const second = await player.http.put(`${REST}/user/me`, whole({ name, email: `${name}@example.org` }));
    expect(faultOf(second)).toEqual([403, 'FORBIDDEN']);
    const same = await player.http.put(`${REST}/user/me`, whole({ name, email: `${name}@Example.com` }));
    expect(same.status).toBe(200);
  });

  it('lets superusers set level and password in one go, which ends the sessions', async () => {
    const player = await signUpPlayer(api);
    const change = whole(player, { level: 'SUPERUSER', password: 'another-good-password' });
    expect(ok(await root.put(`${REST}/user/${player.name}`, change)).body.level).toBe('SUPERUSER');
    expect(faultOf(await player.http.get(`${REST}/user/me`))).toEqual([403, 'FORBIDDEN']);
    const again = api.http.as(await signIn(api.http, player.name, 'another-good-password'));
    expect((await again.get(`${REST}/user/${ada.id}`)).status).toBe(200);
    const bad = whole(player, { level: 'USER', password: 'x' });
    expect(faultOf(await root.put(`${REST}/user/${player.name}`, bad))).toEqual([400, 'INVALID_DATA']);
    expect(ok(await root.get(`${REST}/user/${player.name}`)).body.level).toBe('SUPERUSER');
    const taken = whole({ ...player, name: ada.name }, { level: 'USER' });
    expect(faultOf(await root.put(`${REST}/user/${player.name}`, taken))).toEqual([409, 'DUPLICATE']);
    expect(ok(await root.get(`${REST}/user/${player.name}`)).body.level).toBe('SUPERUSER');
    expect(ok(await root.put(`${REST}/user/${player.name}`, whole(player))).body.level).toBe('USER');
  });
});

describe('the own password', () => {
  it('changes with the old one; a new session is all that is left', async () => {
    const player = await signUpPlayer(api);
    const elsewhere = api.http.as(await signIn(api.http, player.name, player.password));
    const change = { oldPassword: player.password, newPassword: 'another-good-password', profileId: null };
    const { status, body } = await player.http.put(`${REST}/user/${player.id}/password`, change);
    expect(status).toBe(200);
    expect(body).toEqual({
      sessionSecret: expect.stringMatching(SECRET),
      session: {
        user: expect.objectContaining({ id: player.id }),
        profile: null,
        application: null,
        expiry: expect.any(Number),
      },
    });
    for (const http of [player.http, elsewhere]) {
      expect(faultOf(await http.get(`${REST}/user/me`))).toEqual([403, 'FORBIDDEN']);
    }
    expect((await api.http.as(body.sessionSecret as string).get(`${REST}/user/me`)).status).toBe(200);
    expect(await signIn(api.http, player.name, 'another-good-password')).toMatch(SECRET);
  });

  it.each<[string, object, [number, string]]>([
    ['a wrong old one', { oldPassword: 'wrong-wrong-wrong' }, [403, 'FORBIDDEN']],
    ['no old one', { oldPassword: null }, [400, 'INVALID_DATA']],
    ['a short new one', { newPassword: 'short' }, [400, 'INVALID_DATA']],
  ])('does not change with %s', async (_what, members, fault) => {
    const change = { oldPassword: grace.password, newPassword: 'another-good-password', ...members };
    expect(faultOf(await grace.http.put(`${REST}/user/me/password`, change))).toEqual(fault);
    expect((await grace.http.get(`${REST}/user/me`)).status).toBe(200);
  });

  it('is changed by nobody else', async () => {
    const change = { oldPassword: ada.password, newPassword: 'another-good-password' };
    expect(faultOf(await grace.http.put(`${REST}/user/${ada.id}/password`, change))).toEqual([
      404,
      'NOT_FOUND',
    ]);
    expect(faultOf(await api.http.put(`${REST}/user/${ada.id}/password`, change))).toEqual([
      403,
      'FORBIDDEN',
    ]);
    const bySuperuser = await root.put(`${REST}/user/${ada.id}/password`, change);
    expect([bySuperuser.status, bySuperuser.body]).toEqual([
      400,
      { code: 'UNKNOWN', message: 'Not implemented.' },
    ]);
  });
});

describe('deleting users', () => {
  it('ends everything of them at once, and frees name and address for somebody new', async () => {
    const player = await signUpPlayer(api);
    expect((await grace.http.delete(`${REST}/user/${player.id}`)).status).toBe(404);
    const answer = await player.http.delete(`${REST}/user/${player.id}`);
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect(faultOf(await player.http.get(`${REST}/user/me`))).toEqual([403, 'FORBIDDEN']);
    expect(faultOf(await root.get(`${REST}/user/${player.id}`))).toEqual([404, 'NOT_FOUND']);
    expect(faultOf(await root.delete(`${REST}/user/${player.id}`))).toEqual([404, 'NOT_FOUND']);
    const refused = await api.http.post(`${REST}/session`, {
      userId: player.name,
      password: player.password,
    });
    expect(faultOf(refused)).toEqual([403, 'FORBIDDEN']);
    const again = ok(await api.http.post(`${REST}/signup`, { name: player.name, email: player.email }));
    expect(again.body.id).not.toBe(player.id);
  });

  it('is for oneself or superusers', async () => {
    const player = await signUpPlayer(api);
    expect(faultOf(await api.http.delete(`${REST}/user/${player.id}`))).toEqual([403, 'FORBIDDEN']);
    expect((await root.delete(`${REST}/user/${player.email}`)).status).toBe(204);
  });
});
