import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../support/create-test-app.js';
import type { HttpClient } from '../../support/http-client.js';
import { ok } from '../../support/people.js';
import { faultOf, ID, type Player, REST, signUpPlayer, superuser, uniquePlayerName } from './support.js';

const NOT_FOUND = { code: 'NOT_FOUND', message: 'Profile not found.' };
const UNKNOWN_ID = '66f0c1d2e3a4b5c6d7e8f901';

let api: TestApp;
let root: HttpClient;
let ada: Player;
let grace: Player;
let game: { id: string; name: string };

beforeAll(async () => {
  api = await createTestApp();
  root = await superuser(api);
  game = await newGame();
  ada = await signUpPlayer(api);
  grace = await signUpPlayer(api);
});
afterAll(() => api.close());

async function newGame(): Promise<{ id: string; name: string }> {
  return ok(await root.post(`${REST}/application`, { name: `game_${uniquePlayerName()}` }))
    .body as typeof game;
}
async function addProfile(player: Player, members: object = {}, application = game.id): Promise<string> {
  const body = { userId: player.id, applicationId: application, ...members };
  return ok(await player.http.post(`${REST}/profile`, body)).body.id as string;
}
/** The same player, in a session that uses a profile. */
async function using(player: Player, profile: object): Promise<HttpClient> {
  const body = { userId: player.name, password: player.password, ...profile };
  return api.http.as(ok(await api.http.post(`${REST}/session`, body)).body.sessionSecret as string);
}

describe('profiles', () => {
  it('are created by their users, with what they may set', async () => {
    const { body, status } = await ada.http.post(`${REST}/profile`, {
      userId: ada.id,
      applicationId: game.name,
      displayName: "Ada O'Neil",
      imageUrl: 'https://example.com/a.png',
      metadata: { rank: 1 },
      id: 'ignored',
      lastLogin: 7,
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.stringMatching(ID),
      user: expect.objectContaining({ id: ada.id }),
      application: expect.objectContaining({ id: game.id, name: game.name }),
      imageUrl: 'https://example.com/a.png',
      imageObject: null,
      displayName: "Ada O'Neil",
      metadata: {},
      lastLogin: 0,
    });
    expect(ok(await ada.http.get(`${REST}/profile/${body.id}`)).body).toEqual(body);
    expect(
      ok(await ada.http.post(`${REST}/profile`, { userId: 'me', applicationId: game.id })).body.displayName,
    ).toMatch(/^[A-Z]/);
    const bySuperuser = {
      userId: ada.id,
      applicationId: game.id,
      metadata: { rank: 1, list: [{ a: null }] },
    };
    expect(ok(await root.post(`${REST}/profile`, bySuperuser)).body.metadata).toEqual({
      rank: 1,
      list: [{ a: null }],
    });
  });

  it.each<[string, () => object, string]>([
    ['somebody else', () => ({ userId: grace.id, applicationId: game.id }), 'userId'],
    ['nobody', () => ({ userId: UNKNOWN_ID, applicationId: game.id }), 'userId'],
    ['no application', () => ({ userId: ada.id, applicationId: null }), 'applicationId'],
    ['an unknown application', () => ({ userId: ada.id, applicationId: UNKNOWN_ID }), 'applicationId'],
    ['a short name', () => ({ userId: ada.id, applicationId: game.id, displayName: 'A' }), 'displayName'],
    [
      'a picture that is none',
      () => ({ userId: ada.id, applicationId: game.id, imageUrl: 'javascript:1' }),
      'imageUrl',
    ],
  ])('are not created for %s', async (_what, body, member) => {
    const answer = await ada.http.post(`${REST}/profile`, body());
    expect(faultOf(answer)).toEqual([400, 'INVALID_DATA']);
    expect(answer.body.validationFailureMessages[0]).toMatch(new RegExp(`^${member} - `));
    expect(faultOf(await api.http.post(`${REST}/profile`, body()))).toEqual([403, 'FORBIDDEN']);
  });

  it('are seen by all users, but not whose they are', async () => {
    const id = await addProfile(ada);
    expect(ok(await grace.http.get(`${REST}/profile/${id}`)).body.user).toBeNull();
    expect(ok(await root.get(`${REST}/profile/${id}`)).body.user.id).toBe(ada.id);
    expect(faultOf(await api.http.get(`${REST}/profile/${id}`))).toEqual([403, 'FORBIDDEN']);
    for (const unknown of [UNKNOWN_ID, 'x', ada.id]) {
      const answer = await root.get(`${REST}/profile/${unknown}`);
      expect([answer.status, answer.body]).toEqual([404, NOT_FOUND]);
    }
  });

  it('are changed by their users and superusers, metadata by these only and as a whole', async () => {
    const id = await addProfile(ada, { displayName: 'Before' });
    const change = { displayName: 'After', imageUrl: null, metadata: { a: { b: 1, c: 2 }, d: 3 } };
    const own = ok(await ada.http.put(`${REST}/profile/${id}`, change)).body;
    expect(own).toMatchObject({ displayName: 'After', metadata: {} });
    expect(ok(await root.put(`${REST}/profile/${id}`, change)).body.metadata).toEqual(change.metadata);
    const next = { metadata: { a: { c: 9 } } };
    expect(ok(await root.put(`${REST}/profile/${id}`, next)).body).toMatchObject({
      displayName: 'After',
      metadata: next.metadata,
    });
    expect(ok(await root.get(`${REST}/profile/${id}`)).body.metadata).toEqual({ a: { c: 9 } });
    expect((await grace.http.put(`${REST}/profile/${id}`, change)).body).toEqual(NOT_FOUND);
    expect((await root.put(`${REST}/profile/${UNKNOWN_ID}`, change)).body).toEqual(NOT_FOUND);
  });

  it('are deleted by whoever uses them, and by superusers', async () => {
    const [one, other] = [await addProfile(ada), await addProfile(ada)];
    expect((await ada.http.delete(`${REST}/profile/${one}`)).body).toEqual(NOT_FOUND);
    const http = await using(ada, { profileId: one });
    expect((await http.delete(`${REST}/profile/${other}`)).body).toEqual(NOT_FOUND);
    const answer = await http.delete(`${REST}/profile/${one}`);
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect((await http.get(`${REST}/profile/current`)).body).toEqual(NOT_FOUND);
    expect((await root.delete(`${REST}/profile/${other}`)).status).toBe(204);
    expect((await root.delete(`${REST}/profile/${other}`)).status).toBe(404);
  });
});

describe('the profile in use', () => {
  it('is what the sign-in chose', async () => {
    const player = await signUpPlayer(api);
    const elsewhere = await newGame();
    const [one, two] = [
      await addProfile(player, { displayName: 'First' }),
      await addProfile(player, { displayName: 'Second One' }, elsewhere.name),
    ];
    for (const [choice, id] of [
      [{ profileId: two }, two],
      [{ profileId: one.toUpperCase(), profileSelector: 'displayName:Nobody' }, one],
      [{ profileSelector: 'displayName:"Second One"' }, two],
      [{ profileSelector: `(id:${one} AND application:${game.name})` }, one],
      [{ profileSelector: `application:${elsewhere.id}` }, two],
    ] as const) {
      const http = await using(player, choice);
      expect(ok(await http.get(`${REST}/profile/current`)).body).toMatchObject({
        id,
        user: { id: player.id },
      });
    }
    expect((await player.http.get(`${REST}/profile/current`)).body).toEqual(NOT_FOUND);
    expect(faultOf(await api.http.get(`${REST}/profile/current`))).toEqual([403, 'FORBIDDEN']);
  });

  it.each<[object, [number, string]]>([
    [{ profileId: UNKNOWN_ID }, [404, 'NOT_FOUND']],
    [{ profileId: 'nonsense' }, [404, 'NOT_FOUND']],
    [{ profileSelector: 'displayName:Nobody' }, [404, 'NOT_FOUND']],
    [{ profileSelector: 'displayName' }, [400, 'INVALID_DATA']],
    [{ profileSelector: 'a:b OR c:d' }, [400, 'INVALID_DATA']],
  ])('cannot be chosen by %j', async (choice, fault) => {
    const body = { userId: ada.name, password: ada.password, ...choice };
    expect(faultOf(await api.http.post(`${REST}/session`, body))).toEqual(fault);
  });

  it('is not somebody else’s, which only the right password learns', async () => {
    const profileId = await addProfile(grace);
    const body = { userId: ada.name, password: ada.password, profileId };
    expect(faultOf(await api.http.post(`${REST}/session`, body))).toEqual([403, 'FORBIDDEN']);
    const wrong = await api.http.post(`${REST}/session`, { ...body, password: 'wrong-wrong-wrong' });
    expect(wrong.body).toEqual({ code: 'FORBIDDEN', message: 'Invalid credentials.' });
  });

  it('is another one when the request says so and may', async () => {
    const [own, others] = [await addProfile(ada), await addProfile(grace)];
    const current = (http: HttpClient, headers: Record<string, string>) =>
      http.get(`${REST}/profile/current`, { headers });
    expect((await current(ada.http, { 'elements-profileid': own })).body.id).toBe(own);
    expect((await current(ada.http, { 'elements-profileid': others })).body).toEqual(NOT_FOUND);
    expect((await current(root, { 'elements-profileid': others })).body.id).toBe(others);
    expect(
      (await current(api.http, { 'elements-sessionsecret': `${ada.secret} u${ada.id} p${own}` })).body.id,
    ).toBe(own);
  });

  it('goes with a new password when it is one’s own', async () => {
    const player = await signUpPlayer(api);
    const [own, others] = [await addProfile(player), await addProfile(grace)];
    let { http, password } = player;
    for (const [profileId, expected] of [
      [own, own],
      [others, undefined],
    ] as const) {
      const newPassword = `${password}-2`;
      const change = { oldPassword: password, newPassword, profileId };
      const { body } = ok(await http.put(`${REST}/user/me/password`, change));
      expect(body.session.profile?.id).toBe(expected);
      [http, password] = [api.http.as(body.sessionSecret as string), newPassword];
    }
  });

  it('was used when its session was', async () => {
    const player = await signUpPlayer(api);
    const profileId = await addProfile(player);
    const http = await using(player, { profileId });
    await api.sql("UPDATE profiles SET last_sign_in_at = now() - interval '1 hour'");
    await api.sql(
      "UPDATE sessions SET last_used_at = now() - interval '2 minutes' WHERE secret_hash IS NOT NULL",
    );
    ok(await http.get(`${REST}/user/me`));
    const { body } = ok(await http.get(`${REST}/profile/current`));
    expect(Math.abs(Date.now() - body.lastLogin)).toBeLessThan(60_000);
  });
});

describe('searching profiles', () => {
  it('by application, user, name and use', async () => {
    const player = await signUpPlayer(api);
    const own = await newGame();
    const ids = [
      await addProfile(player, { displayName: 'Rook' }, own.id),
      await addProfile(player, { displayName: 'Rookie' }, own.id),
      await addProfile(player, { displayName: 'Pawn' }, own.id),
    ];
    await using(player, { profileId: ids[2] });
    const find = async (query: string, http = player.http) =>
      ok(await http.get(`${REST}/profile?${query}`)).body as {
        total: number;
        objects: { id: string; user: object }[];
      };
    const inGame = `application=${own.id}`;
    expect(await find(inGame)).toMatchObject({ offset: 0, total: 3, approximation: false });
    expect((await find(inGame)).objects.map(({ id }) => id)).toEqual(ids);
    expect((await find(`application=${own.name}&search=rook`)).objects.map(({ id }) => id)).toEqual(
      ids.slice(0, 2),
    );
    expect((await find(`${inGame}&search=100%25`)).total).toBe(0);
    expect((await find(`${inGame}&offset=1&count=1`)).objects.map(({ id }) => id)).toEqual([ids[1]]);
    expect((await find(`${inGame}&after=${Date.now() - 60_000}`)).objects.map(({ id }) => id)).toEqual([
      ids[2],
    ]);
    expect((await find(`${inGame}&before=${Date.now() - 60_000}`)).total).toBe(0);
    for (const who of ['me', player.id]) {
      expect((await find(`user=${who}`)).total).toBe(3);
    }
    expect(await find(`user=${ada.id}`)).toMatchObject({ total: 0, objects: [] });
    expect((await find(`user=${player.id}`, root)).total).toBe(3);
    expect((await find(inGame, grace.http)).objects.map(({ user }) => user)).toEqual([null, null, null]);
    expect((await find('application=nothing')).total).toBe(0);
  });

  it.each(['search=a&before=1', 'before=1&after=2', 'offset=-1', 'before=x', 'count=x'])(
    'refuses %s',
    async (query) => {
      expect(faultOf(await ada.http.get(`${REST}/profile?${query}`))).toEqual([400, 'INVALID_PARAMETER']);
      expect(faultOf(await api.http.get(`${REST}/profile?${query}`))).toEqual([403, 'FORBIDDEN']);
    },
  );
});
