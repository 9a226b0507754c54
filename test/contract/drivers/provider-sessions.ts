import { ok } from '../../support/people.js';
import { newcomer } from '../../support/provider-people.js';
import type { Wish } from '../../support/standins.js';
import type { Send } from '../contract.js';
import { exhaust, newName, type World } from '../world.js';
import type { Drivers } from './driver.js';

/** What switches a provider off, and what only its codes. */
const SETTINGS = {
  google: { ids: ['GOOGLE_CLIENT_IDS'], secrets: ['GOOGLE_CLIENT_SECRET'] },
  apple: { ids: ['APPLE_CLIENT_IDS'], secrets: ['APPLE_TEAM_ID', 'APPLE_KEY_ID', 'APPLE_PRIVATE_KEY'] },
  facebook: { ids: ['FACEBOOK_APP_ID'], secrets: ['FACEBOOK_APP_SECRET'] },
  firebase: { ids: ['FIREBASE_PROJECT_IDS'], secrets: [] },
} as const;
type Provider = keyof typeof SETTINGS;

const unset = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '']));
const REFUSED = 'sessions.token_refused';

async function signInAndLink(send: Send, world: World, provider: Provider): Promise<void> {
  const { contract } = world;
  const token = async (wish: Wish) => ({ identityToken: await contract.standins[provider](wish) });
  const person = newcomer();
  await send({ body: await token({ person }) }, 201);
  const [caller, other] = [await world.api.signUp(), await world.api.signUp()];
  const link = async (wish: Wish) => ({ ...(await token(wish)), link: true });
  const theirs = newcomer();
  await send({ as: caller.accessToken, body: await link({ person: theirs }) }, 200);
  await send({ as: other.accessToken, body: await link({ person: theirs }) }, 409, 'identities.taken');
  const second = await link({ person: newcomer() });
  await send({ as: caller.accessToken, body: second }, 409, 'identities.second_of_provider');
  const unverified = newcomer({ email: caller.email, emailVerified: false });
  await send({ body: await token({ person: unverified }) }, 409, 'sessions.email_in_use');

  await send({ body: second }, 401, 'authentication.credential_missing');
  await send({ as: 'bad', body: second }, 401, 'authentication.credential_refused');
  const { key } = ok(await caller.http.post('/v1/api-keys', { name: newName() })).body as { key: string };
  await send({ as: key, body: second }, 403, 'authorization.api_key_refused');
  await world.api.sql("UPDATE sessions SET authenticated_at = now() - interval '1 hour' WHERE id = $1", [
    caller.sessionId,
  ]);
  await send({ as: caller.accessToken, body: second }, 403, 'authentication.sign_in_too_old');
}

async function refuse(send: Send, world: World, provider: Provider): Promise<void> {
  const { contract } = world;
  const token = async (wish: Wish) => ({ identityToken: await contract.standins[provider](wish) });
  const operation = `create${provider[0].toUpperCase()}${provider.slice(1)}Session`;
  const expired = await token({ awkward: 'expired' });
  await send({ body: expired }, 401, REFUSED);
  const as = (await world.administrator()).accessToken;
  await send({ as, body: expired }, 401, REFUSED);
  await send({ body: {} }, 400, provider === 'firebase' ? 'request.invalid' : 'sessions.proof_ambiguous');
  await send({ body: { identityToken: 'nonsense' } }, 400, 'sessions.token_malformed');
  const fresh = await token({ person: newcomer() });
  await send({ body: { ...fresh, applicationId: newName() } }, 404, 'applications.not_found');

  const { ids, secrets } = SETTINGS[provider];
  await contract.onReplica({ SIGN_UP: 'closed' }, (closed) =>
    closed
      .sender(operation)({ body: fresh }, 403, 'sign_up.closed')
      .then(() => undefined),
  );
  await contract.onReplica(unset([...ids, ...secrets]), (off) =>
    off
      .sender(operation)({ body: fresh }, 422, 'sessions.provider_off')
      .then(() => undefined),
  );
  await contract.onReplica({}, async (lonely) => {
    contract.standins.trouble('/', 'down');
    await lonely.sender(operation)({ body: fresh }, 503, 'sessions.provider_unavailable');
    contract.standins.trouble('/', null);
  });
}

async function exchange(send: Send, { contract }: World, provider: 'google' | 'apple'): Promise<void> {
  const operation = provider === 'google' ? 'createGoogleSession' : 'createAppleSession';
  const code = contract.standins.code(provider, { person: newcomer() });
  await send(
    { body: { ...code, redirectUri: 'https://elsewhere.example.com/' } },
    400,
    'sessions.redirect_uri_refused',
  );
  await send({ body: code }, 201);
  await send({ body: code }, 401, REFUSED);
  await contract.onReplica(unset(SETTINGS[provider].secrets), (off) =>
    off
      .sender(operation)({ body: code }, 422, 'sessions.codes_off')
      .then(() => undefined),
  );
}

export const providerSessionDrivers: Drivers = {
  async createGoogleSession(send, world) {
    await signInAndLink(send, world, 'google');
    await refuse(send, world, 'google');
    await exchange(send, world, 'google');
    await exhaust(world, 'createGoogleSession', { body: { identityToken: 'e30.e30.e30' } });
  },

  async createAppleSession(send, world) {
    await signInAndLink(send, world, 'apple');
    await refuse(send, world, 'apple');
    await exchange(send, world, 'apple');
    await exhaust(world, 'createAppleSession', { body: { identityToken: 'e30.e30.e30' } });
  },

  async createFacebookSession(send, world) {
    await signInAndLink(send, world, 'facebook');
    await refuse(send, world, 'facebook');
    const accessToken = world.contract.standins.facebookAccessToken({ person: newcomer() });
    await send({ body: { accessToken } }, 201);
    await exhaust(world, 'createFacebookSession', { body: { identityToken: 'e30.e30.e30' } });
  },

  async createFirebaseSession(send, world) {
    await signInAndLink(send, world, 'firebase');
    await refuse(send, world, 'firebase');
    await exhaust(world, 'createFirebaseSession', { body: { identityToken: 'e30.e30.e30' } });
  },
};
