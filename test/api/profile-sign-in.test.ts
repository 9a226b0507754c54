import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplication, type TestApplication } from '../support/applications.js';
import { createTestApp, PASSWORD, type Person, type TestApp } from '../support/create-test-app.js';
import { ok, uniqueName } from '../support/people.js';

const NOBODY = '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77';

let api: TestApp;
let replica: TestApp;
let shop: TestApplication;
let game: TestApplication;
beforeAll(async () => {
  api = await createTestApp();
  replica = await createTestApp({ replicaOf: api });
  [shop, game] = [await createApplication(api.admin), await createApplication(api.admin)];
});
afterAll(async () => {
  await replica.close();
  await api.close();
});

const signIn = ({ email }: Person, wish: Record<string, unknown> = {}, password = PASSWORD) =>
  api.http.post('/v1/sessions', { identifier: email, password, ...wish });

async function profileOf({ http }: Person, applicationId: string, members = {}): Promise<string> {
  return ok(await http.post('/v1/profiles', { applicationId, ...members })).body.id as string;
}

/** What an answer with a session says of application and profile, in each of its places. */
function purposeOf({ body }: Awaited<ReturnType<typeof signIn>>) {
  const { pid, app } = decodeJwt(body.accessToken as string);
  const profileId = (body.profile as { id: string } | null)?.id ?? null;
  expect([app, pid, profileId]).toEqual([
    body.session.applicationId,
    body.session.profileId,
    body.session.profileId,
  ]);
  return [app, pid];
}

describe('sign-up', () => {
  it('makes a profile with the account and uses it', async () => {
    const email = `${uniqueName('ada')}@example.com`;
    const profile = { applicationId: shop.name, displayName: 'Countess' };
    const answer = await api.http.post('/v1/sign-up', { email, password: PASSWORD, profile });
    expect(answer.status).toBe(201);
    expect(answer.body.profile).toMatchObject({ applicationId: shop.id, displayName: 'Countess' });
    expect(answer.body.profile.lastSignInAt).not.toBeNull();
    expect(purposeOf(answer)).toEqual([shop.id, answer.body.profile.id]);
  });

  it('makes nothing when there is no such application', async () => {
    const email = `${uniqueName('ada')}@example.com`;
    const profile = { applicationId: 'no-such-shop' };
    const answer = await api.http.post('/v1/sign-up', { email, password: PASSWORD, profile });
    expect([answer.status, answer.body.code]).toEqual([404, 'applications.not_found']);
    expect((await api.admin.get(`/v1/users/${email}`)).status).toBe(404);
    const bare = await api.http.post('/v1/sign-up', { email, password: PASSWORD, profile: {} });
    expect(bare.body.errors[0].field).toBe('profile.applicationId');
  });

  it('refuses a password made of the application’s name', async () => {
    const { name } = await createApplication(api.admin);
    const members = { email: `${uniqueName('ada')}@example.com`, password: `${name}12` };
    const refused = await api.http.post('/v1/sign-up', { ...members, profile: { applicationId: name } });
    expect([refused.status, refused.body.errors[0].code]).toEqual([400, 'password.too_personal']);
    const inside = await api.signUp({ profile: { applicationId: name } });
    const change = { currentPassword: PASSWORD, newPassword: members.password };
    expect((await inside.http.put('/v1/users/me/password', change)).status).toBe(400);
    expect((await api.http.post('/v1/sign-up', members)).status).toBe(201);
  });
});

describe('sign-in', () => {
  it('uses no profile unless one is asked for', async () => {
    const ada = await api.signUp();
    await profileOf(ada, shop.id);
    expect(purposeOf(await signIn(ada))).toEqual([null, null]);
  });

  it('to an application uses the oldest profile of it, or none', async () => {
    const ada = await api.signUp();
    const oldest = await profileOf(ada, shop.id);
    await profileOf(ada, shop.id);
    const answer = await signIn(ada, { applicationId: shop.name.toUpperCase() });
    expect(purposeOf(answer)).toEqual([shop.id, oldest]);
    expect(answer.body.profile.lastSignInAt).not.toBeNull();
    expect(purposeOf(await signIn(ada, { applicationId: game.id }))).toEqual([game.id, null]);
  });

  it('uses the profile that is named, which wins over a selector', async () => {
    const ada = await api.signUp();
    const [, second] = [await profileOf(ada, shop.id), await profileOf(ada, shop.id)];
    expect(purposeOf(await signIn(ada, { profileId: second }))).toEqual([shop.id, second]);
    const both = { profileId: second, profileSelector: `application:${game.name}` };
    expect(purposeOf(await signIn(ada, both))).toEqual([shop.id, second]);
  });

  it.each<[string, (selector: Record<string, string>) => string, string]>([
    ['its id', ({ second }) => `id:${second}`, 'second'],
    ['a name with blanks', () => 'displayName:"Ada \\"The\\" Countess"', 'second'],
    ['an application by name', () => `application:${game.name}`, 'third'],
    ['an application by id', () => `application:${game.id}`, 'third'],
    ['an application id', () => `applicationId:${shop.id}`, 'first'],
    ['a number in its metadata', () => 'metadata.level:7', 'second'],
    ['a path in its metadata', () => 'metadata.guild.name:"the few"', 'third'],
    ['several things', () => `(metadata.kind:hero AND (application:${game.name}))`, 'third'],
    ['the oldest of several', () => 'metadata.kind:hero', 'second'],
  ])('uses the profile that is described by %s', async (_what, selector, expected) => {
    const ada = await api.signUp();
    const ids: Record<string, string> = {
      first: await profileOf(ada, shop.id, { metadata: { kind: ['hero'], level: { a: 7 } } }),
      second: await profileOf(ada, shop.id, {
        displayName: 'Ada "The" Countess',
        metadata: { kind: 'hero', level: 7 },
      }),
      third: await profileOf(ada, game.id, { metadata: { kind: 'hero', guild: { name: 'the few' } } }),
    };
    const answer = await signIn(ada, { profileSelector: selector(ids) });
    expect([answer.status, answer.body.session.profileId]).toEqual([201, ids[expected]]);
    purposeOf(answer);
  });

  it.each([
    ['a profile that is not there', () => ({ profileId: NOBODY })],
    ['somebody else’s profile', (theirs: string) => ({ profileId: theirs })],
    ['somebody else’s profile, described', (theirs: string) => ({ profileSelector: `id:${theirs}` })],
    [
      'a profile of another application',
      (_: string, own: string) => ({ profileId: own, applicationId: game.id }),
    ],
    ['nothing that fits', () => ({ profileSelector: 'displayName:Nobody AND id:1' })],
    ['an application that is not there', () => ({ profileSelector: 'application:no-such-shop' })],
    ['what would be SQL', () => ({ profileSelector: `displayName:"' OR '1'='1"` })],
  ])('for %s is refused to those with the right password only', async (_what, wishOf) => {
    const [ada, eve] = [await api.signUp(), await api.signUp()];
    const wish = wishOf(await profileOf(eve, shop.id), await profileOf(ada, shop.id));
    const refused = await signIn(ada, wish);
    expect([refused.status, refused.body.code]).toEqual([404, 'profiles.not_found']);
    const wrong = await signIn(ada, wish, 'wrong');
    expect([wrong.status, wrong.body.code]).toEqual([401, 'sessions.credentials_refused']);
    const nobody = await api.http.post('/v1/sessions', { identifier: 'nobody', password: 'x', ...wish });
    expect(nobody.body.code).toBe('sessions.credentials_refused');
  });

  it('to an application that is not there is refused to those with the right password only', async () => {
    const ada = await api.signUp();
    const wish = { applicationId: 'no-such-shop' };
    expect((await signIn(ada, wish)).body.code).toBe('applications.not_found');
    expect((await signIn(ada, wish, 'wrong')).body.code).toBe('sessions.credentials_refused');
    const { body } = await api.admin.get(`/v1/audit-events?subject=${ada.id}&event=session.created`);
    const reasons = (body.data as { reason: string | null }[]).map(({ reason }) => reason);
    expect(reasons).toEqual(['credentials_refused', 'applications.not_found', null]);
  });

  it('with a selector that cannot be read is refused to everybody, with the position', async () => {
    const refused = await signIn(await api.signUp(), { profileSelector: 'displayName:a OR id:1' }, 'wrong');
    expect([refused.status, refused.body.code]).toEqual([400, 'profiles.selector_malformed']);
    expect(refused.body).toMatchObject({ position: 14, errors: [{ field: 'profileSelector' }] });
    expect(refused.body.errors[0].message).toContain('at character 14');
  });

  it('leaves nobody locked out who has the right password and the wrong profile', async () => {
    const limited = await createTestApp({ replicaOf: api, environment: { RATE_LIMITS: 'on' } });
    const ada = await api.signUp();
    const wish = { identifier: ada.email, password: PASSWORD, profileId: NOBODY };
    for (let attempt = 0; attempt < 12; attempt += 1) {
      expect((await limited.http.post('/v1/sessions', wish)).status).toBe(404);
    }
    expect((await limited.http.post('/v1/sessions', { ...wish, profileId: undefined })).status).toBe(201);
    await limited.close();
  });
});

describe('the profile of a session', () => {
  it('stays with it through refreshes and a change of the password', async () => {
    const ada = await api.signUp({ profile: { applicationId: shop.id } });
    const { refreshToken } = ada;
    const refreshed = await replica.http.post('/v1/sessions/refresh', { refreshToken });
    const purpose = purposeOf(refreshed);
    expect(purpose[0]).toBe(shop.id);
    const change = { currentPassword: PASSWORD, newPassword: 'staple correct battery' };
    expect(purposeOf(await ada.http.put('/v1/users/me/password', change))).toEqual(purpose);
  });

  it('is changed without a new sign-in, its application too, from the next request on', async () => {
    const ada = await api.signUp({ profile: { applicationId: shop.id } });
    const other = await profileOf(ada, game.id, { displayName: 'Other' });
    const changed = await ada.http.patch('/v1/sessions/current', { profileId: other });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      id: ada.sessionId,
      applicationId: game.id,
      profileId: other,
      current: true,
    });
    const token = ada.accessToken;
    expect((await replica.http.get('/v1/profiles/current', { token })).body.displayName).toBe('Other');
    const refreshed = await api.http.post('/v1/sessions/refresh', { refreshToken: ada.refreshToken });
    expect(purposeOf(refreshed)).toEqual([game.id, other]);
    const cleared = await ada.http.patch('/v1/sessions/current', { profileId: null });
    expect(cleared.body).toMatchObject({ applicationId: game.id, profileId: null });
    const none = await replica.http.get('/v1/profiles/current', { token });
    expect([none.status, none.body.code]).toEqual([404, 'profiles.not_found']);
  });

  it('is one of the own', async () => {
    const [ada, eve] = [await api.signUp(), await api.signUp()];
    const theirs = await profileOf(eve, shop.id);
    for (const profileId of [theirs, NOBODY]) {
      const refused = await ada.http.patch('/v1/sessions/current', { profileId });
      expect([refused.status, refused.body.code]).toEqual([404, 'profiles.not_found']);
    }
    expect((await ada.http.patch('/v1/sessions/current', { profileId: 'x' })).status).toBe(400);
    expect((await ada.http.patch('/v1/sessions/current', {})).status).toBe(400);
    expect((await api.http.patch('/v1/sessions/current', { profileId: null })).status).toBe(401);
  });

  it('leaves the session when it is deleted', async () => {
    const ada = await api.signUp({ profile: { applicationId: shop.id } });
    const { body } = await ada.http.get('/v1/profiles/current');
    await ada.http.delete(`/v1/profiles/${body.id}`);
    const current = await replica.http.get('/v1/sessions/current', { token: ada.accessToken });
    expect(current.body).toMatchObject({ applicationId: shop.id, profileId: null });
    const refreshed = await api.http.post('/v1/sessions/refresh', { refreshToken: ada.refreshToken });
    expect(purposeOf(refreshed)).toEqual([shop.id, null]);
  });
});
