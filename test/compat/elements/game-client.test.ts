import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../support/create-test-app.js';
import { startStandins, type TestStandins } from '../../support/standins.js';
import { ID, REST, SECRET, superuser } from './support.js';

/** A game as it is written for Elements: it knows paths, headers and members, and nothing of who answers. */
class GameClient {
  private sessionSecret: string | null = null;

  constructor(private readonly url: string) {}

  async call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.url}${REST}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.sessionSecret === null ? {} : { 'Elements-SessionSecret': this.sessionSecret }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${response.status} ${text}`);
    }
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** @returns the session that the game goes on with */
  async open(path: string, body: object): Promise<Session> {
    const { sessionSecret, session } = await this.call<{ sessionSecret: string; session: Session }>(
      'POST',
      path,
      body,
    );
    expect(sessionSecret).toMatch(SECRET);
    this.sessionSecret = sessionSecret;
    return session;
  }

  async signOut(): Promise<void> {
    await this.call('DELETE', '/session');
    this.sessionSecret = null;
  }
}

interface User {
  id: string;
  name: string;
  email: string;
  password: string;
  googleSignInId: string | null;
  profiles: { id: string; displayName: string }[];
}

interface Session {
  user: User;
  profile: { id: string; displayName: string; application: { name: string } } | null;
  application: { id: string; name: string } | null;
  expiry: number;
}

let api: TestApp;
let standins: TestStandins;

beforeAll(async () => {
  standins = await startStandins();
  api = await createTestApp({ environment: { ...standins.environment } });
  const root = await superuser(api);
  await root.post(`${REST}/application`, { name: 'chess', description: 'A game' });
});
afterAll(async () => {
  await api.close();
  await standins.close();
});

describe('a game', () => {
  it('plays on with the same user, whatever its player signs in with', async () => {
    const game = new GameClient(api.http.url);

    expect(await game.call('GET', '/user/me')).toMatchObject({ id: null, level: 'UNPRIVILEGED' });
    const player = await game.call<User>('POST', '/signup', {
      profiles: [{ applicationId: 'chess', displayName: 'Ada' }],
    });
    expect(player).toMatchObject({
      id: expect.stringMatching(ID),
      password: expect.stringMatching(/^.{24}$/),
    });

    const credentials = { userId: player.name, password: player.password };
    const first = await game.open('/session', {
      ...credentials,
      profileSelector: 'displayName:Ada AND application:chess',
    });
    expect(first).toMatchObject({
      user: { id: player.id },
      profile: { displayName: 'Ada' },
      application: { name: 'chess' },
    });
    expect(await game.call('GET', '/profile/current')).toMatchObject({ id: player.profiles[0].id });

    const proof = async (nonce: string) => ({
      applicationNameOrId: 'chess',
      identityToken: await standins.google({ nonce }),
    });
    const linked = await game.open('/googlesignin_session', await proof('one'));
    expect(linked).toMatchObject({
      user: { id: player.id, googleSignInId: expect.any(String) },
      application: { name: 'chess' },
    });
    expect(linked.profile?.id).toBe(player.profiles[0].id);

    await game.signOut();
    await expect(game.call('GET', '/profile/current')).rejects.toThrow('403');

    const again = await game.open('/googlesignin_session', await proof('two'));
    expect(again.user.id).toBe(player.id);
    expect(again.user.name).toBe(player.name);
    expect(again.profile?.id).toBe(player.profiles[0].id);
    expect(again.expiry).toBeGreaterThan(Date.now());

    await game.call('DELETE', `/user/${player.id}`);
    await expect(game.call('GET', '/user/me')).rejects.toThrow('Session not valid.');
  });
});
