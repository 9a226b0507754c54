import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../support/create-test-app.js';
import type { HttpClient } from '../../support/http-client.js';
import { ok } from '../../support/people.js';
import { startStandins, type TestStandins } from '../../support/standins.js';
import type { StandinPerson } from '../../../src/standins/people.js';
import { faultOf, REST, SECRET, signUpPlayer, superuser, uniquePlayerName } from './support.js';

let api: TestApp;
let root: HttpClient;
let standins: TestStandins;
let application: string;
let facebookConfiguration: { id: string; applicationId: string };

beforeAll(async () => {
  standins = await startStandins();
  api = await createTestApp({ environment: { ...standins.environment, FIREBASE_PROJECT_IDS: '' } });
  root = await superuser(api);
  application = `game_${uniquePlayerName()}`;
  ok(await root.post(`${REST}/application`, { name: application }));
  const parent = { name: application };
  const configurations = `${REST}/application/${application}/configuration`;
  ok(
    await root.post(`${configurations}/firebase`, {
      parent,
      projectId: standins.clients.firebase[0],
      serviceAccountCredentials: '{\n}',
    }),
  );
  const { id, secret } = standins.clients.facebook[0];
  facebookConfiguration = ok(
    await root.post(`${configurations}/facebook`, { parent, applicationId: id, applicationSecret: secret }),
  ).body as typeof facebookConfiguration;
});
afterAll(async () => {
  await api.close();
  await standins.close();
});

let people = 0;
/** Each token is another one, whatever the clock says. */
let tokens = 0;
let person: StandinPerson;
beforeEach(() => {
  people += 1;
  person = {
    key: `person-${people}`,
    email: `person-${people}@example.com`,
    emailVerified: true,
    firstName: 'Perry',
    lastName: 'Person',
  };
});

const PROVIDERS = ['google', 'apple', 'firebase', 'facebook'] as const;
type Provider = (typeof PROVIDERS)[number];
const MEMBERS = {
  google: 'googleSignInId',
  apple: 'appleSignInId',
  firebase: 'firebaseId',
  facebook: 'facebookId',
} as const;

async function bodyOf(
  provider: Provider,
  who: StandinPerson = person,
): Promise<[string, Record<string, string>]> {
  const applicationNameOrId = application;
  switch (provider) {
    case 'google':
      return [
        '/googlesignin_session',
        {
          applicationNameOrId,
          identityToken: await standins.google({ person: who, claims: { jti: String((tokens += 1)) } }),
        },
      ];
    case 'apple':
      return [
        '/applesignin_session',
        {
          applicationNameOrId,
          identityToken: await standins.apple({ person: who, claims: { jti: String((tokens += 1)) } }),
        },
      ];
    case 'firebase':
      return [
        '/firebase_session',
        { firebaseJWT: await standins.firebase({ person: who, claims: { jti: String((tokens += 1)) } }) },
      ];
    case 'facebook':
      return [
        '/facebook_session',
        {
          applicationNameOrId,
          applicationConfigurationNameOrId: facebookConfiguration.id,
          facebookOAuthAccessToken: standins.facebookAccessToken({ person: who }),
        },
      ];
  }
}
async function signIn(provider: Provider, http: HttpClient = api.http, who: StandinPerson = person) {
  const [path, body] = await bodyOf(provider, who);
  return http.post(REST + path, body);
}

describe.each(PROVIDERS)('a sign-in by %s', (provider) => {
  it('makes a user, and finds them again', async () => {
    const { status, body } = await signIn(provider);
    expect([status, body.code]).toEqual([200, undefined]);
    expect(Object.keys(body as object)).toEqual([
      'sessionSecret',
      'session',
      ...(provider === 'facebook' ? ['userAccessToken'] : []),
    ]);
    expect(body.sessionSecret).toMatch(SECRET);
    expect(body.session).toMatchObject({
      user: { level: 'USER', active: true, email: person.email, [MEMBERS[provider]]: expect.any(String) },
      application: { name: application },
    });
    const names = {
      google: person.email,
      apple: body.session.user.appleSignInId,
      firebase: body.session.user.firebaseId,
      facebook: `perry.person.${body.session.user.facebookId}`,
    };
    expect(body.session.user.name).toBe(names[provider]);
    expect(body.session.profile === null).toBe(provider === 'firebase');
    expect(ok(await api.http.as(body.sessionSecret as string).get(`${REST}/user/me`)).body).toEqual(
      body.session.user,
    );
    const again = await signIn(provider);
    expect(again.body.session.user.id).toBe(body.session.user.id);
    expect(again.body.session.profile?.id).toBe(body.session.profile?.id);
  });

  it('links whoever has a session, tells them, and refuses what another user is', async () => {
    const player = await signUpPlayer(api, { email: `${uniquePlayerName()}@example.com` });
    const linked = await signIn(provider, player.http);
    expect([linked.status, linked.body.session?.user.id]).toEqual([200, player.id]);
    expect(linked.body.session.user[MEMBERS[provider]]).toEqual(expect.any(String));
    expect((await signIn(provider, player.http)).status).toBe(200);
    expect((await signIn(provider)).body.session.user.id).toBe(player.id);
    const other = await signUpPlayer(api);
    expect(faultOf(await signIn(provider, other.http))).toEqual([409, 'DUPLICATE']);
    people += 1;
    const second = { ...person, key: `person-${people}`, email: `person-${people}@example.com` };
    expect(faultOf(await signIn(provider, player.http, second))).toEqual([409, 'DUPLICATE']);
    const [path, body] = await bodyOf(provider);
    expect(faultOf(await api.http.post(REST + path, body, { token: 'nonsense' }))).toEqual([
      403,
      'FORBIDDEN',
    ]);
  });

  it('links long after a sign-in as well', async () => {
    const player = await signUpPlayer(api);
    await api.sql(
      "UPDATE sessions SET authenticated_at = now() - interval '47 hours' WHERE user_id = (SELECT id FROM users WHERE username = $1)",
      [player.name],
    );
    expect((await signIn(provider, player.http)).body.session.user.id).toBe(player.id);
  });

  it('opens a new user once the old one is deleted', async () => {
    const first = ok(await signIn(provider)).body;
    ok(await api.http.as(first.sessionSecret as string).delete(`${REST}/user/me`));
    const second = ok(await signIn(provider)).body;
    expect(second.session.user.id).not.toBe(first.session.user.id);
  });

  it('needs every member', async () => {
    const [path, body] = await bodyOf(provider);
    for (const member of Object.keys(body)) {
      for (const value of [null, '', undefined]) {
        const answer = await api.http.post(REST + path, { ...body, [member]: value });
        expect(faultOf(answer)).toEqual([400, 'INVALID_DATA']);
        expect(answer.body.validationFailureMessages[0]).toMatch(new RegExp(`^${member} - `));
      }
    }
  });

  it('refuses a token that is expired, or for somebody else', async () => {
    const [path, body] = await bodyOf(provider);
    const token = Object.keys(body).at(-1)!;
    const bad =
      provider === 'facebook'
        ? [standins.facebookAccessToken({ person, awkward: 'expired' }), 'nonsense']
        : [
            await standins[provider]({ person, claims: { exp: 1 } }),
            await standins[provider]({ person, audience: 'somebody-else' }),
          ];
    for (const value of bad) {
      const answer = await api.http.post(REST + path, { ...body, [token]: value });
      expect(faultOf(answer)).toEqual([403, 'FORBIDDEN']);
    }
  });
});

describe('sign-in by a provider', () => {
  it('knows applications and configurations', async () => {
    const [google, body] = await bodyOf('google');
    expect(faultOf(await api.http.post(REST + google, { ...body, applicationNameOrId: 'nothing' }))).toEqual([
      404,
      'NOT_FOUND',
    ]);
    const [facebook, form] = await bodyOf('facebook');
    for (const name of [facebookConfiguration.id, facebookConfiguration.applicationId]) {
      expect(
        (await api.http.post(REST + facebook, { ...form, applicationConfigurationNameOrId: name })).status,
      ).toBe(200);
    }
    const unknown = await api.http.post(REST + facebook, {
      ...form,
      applicationConfigurationNameOrId: 'nothing',
    });
    expect([unknown.status, unknown.body]).toEqual([
      404,
      { code: 'NOT_FOUND', message: 'Application configuration not found.' },
    ]);
  });

  it('tells what is no token from one that is refused', async () => {
    const [path, body] = await bodyOf('google');
    expect(faultOf(await api.http.post(REST + path, { ...body, identityToken: 'nonsense' }))).toEqual([
      400,
      'INVALID_DATA',
    ]);
    const answer = await api.http.post(`${REST}/firebase_session`, { firebaseJWT: 'nonsense' });
    expect([answer.status, answer.body]).toEqual([
      403,
      { code: 'FORBIDDEN', message: 'Could not verify ID token.' },
    ]);
  });

  it('gives Facebook’s people a token that Facebook knows', async () => {
    const { body } = ok(await signIn('facebook'));
    expect(body.userAccessToken).toEqual(expect.any(String));
    const [path, form] = await bodyOf('facebook');
    expect(body.userAccessToken).not.toBe(form.facebookOAuthAccessToken);
    const again = await api.http.post(REST + path, {
      ...form,
      facebookOAuthAccessToken: body.userAccessToken,
    });
    expect(again.body.session.user.id).toBe(body.session.user.id);
  });

  it('does not hand a user over to an address that nobody proved', async () => {
    const player = await signUpPlayer(api, { email: person.email });
    const unproven = { ...person, emailVerified: false };
    expect(faultOf(await signIn('google', api.http, unproven))).toEqual([409, 'DUPLICATE']);
    expect(faultOf(await signIn('facebook'))).toEqual([409, 'DUPLICATE']);
    const owner = await signIn('google');
    expect(owner.body.session.user.id).toBe(player.id);
    expect(faultOf(await player.http.get(`${REST}/user/me`))).toEqual([403, 'FORBIDDEN']);
  });
});
