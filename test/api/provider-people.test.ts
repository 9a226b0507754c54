import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { newcomer } from '../support/provider-people.js';
import { ok, signUpWith } from '../support/people.js';
import { type ProviderWorld, startProviderWorld } from '../support/provider-world.js';
import type { TestStandins, Wish } from '../support/standins.js';

let api: TestApp;
let standins: TestStandins;
let signIn: ProviderWorld['signIn'];
let signInAs: ProviderWorld['signInAs'];
let close: ProviderWorld['close'];
beforeAll(async () => {
  ({ api, standins, signIn, signInAs, close } = await startProviderWorld());
});
afterAll(() => close());

describe('people who are new', () => {
  it('stay outside when sign-up is closed, and those who are known come in', async () => {
    const person = newcomer();
    ok(await signInAs('google', { person }));
    const closed = await createTestApp({
      replicaOf: api,
      environment: { ...standins.environment, SIGN_UP: 'closed' },
    });
    const identityToken = await standins.google({ person: newcomer() });
    const answer = await closed.http.post('/v1/sessions/google', { identityToken });
    expect(answer).toMatchObject({ status: 403, body: { code: 'sign_up.closed' } });
    const known = await standins.google({ person });
    expect((await closed.http.post('/v1/sessions/google', { identityToken: known })).status).toBe(201);
    await closed.close();
  });

  it('are one account when they come twice at once', async () => {
    for (const email of [undefined, null]) {
      const person = newcomer(email === null ? { email } : {});
      const tokens = await Promise.all(
        Array.from({ length: 6 }, () => standins.google({ person, claims: { jti: String(Math.random()) } })),
      );
      const answers = await Promise.all(tokens.map((identityToken) => signIn('google', { identityToken })));
      expect(answers.map(({ status }) => status)).toEqual(tokens.map(() => 201));
      expect(new Set(answers.map(({ body }) => body.user.id)).size).toBe(1);
    }
  });

  it('are one account when they come by two providers at once', async () => {
    const person = newcomer();
    const answers = await Promise.all(
      (['google', 'apple', 'firebase'] as const).map((provider) => signInAs(provider, { person })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.user.id)).size).toBe(1);
  });

  it('use one token with its nonce once, however often at once', async () => {
    const identityToken = await standins.google({ person: newcomer(), nonce: 'n-8' });
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => signIn('google', { identityToken, nonce: 'n-8' })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
  });
});

describe('people who may not sign in', () => {
  it('are refused as any bad token is while they are suspended', async () => {
    const person = newcomer();
    const { body } = ok(await signInAs('google', { person }));
    ok(await api.admin.post(`/v1/users/${body.user.id}/suspension`, { reason: 'spam' }));
    const answer = await signInAs('google', { person });
    expect(answer).toMatchObject({ status: 401, body: { code: 'sessions.token_refused' } });
    ok(await api.admin.delete(`/v1/users/${body.user.id}/suspension`));
    expect((await signInAs('google', { person })).status).toBe(201);
  });

  it('get a new account after theirs was deleted', async () => {
    const person = newcomer();
    const { body } = ok(await signInAs('google', { person }));
    ok(await api.admin.delete(`/v1/users/${body.user.id}`));
    const again = ok(await signInAs('google', { person }));
    expect(again.body.user.id).not.toBe(body.user.id);
  });

  it('with an API key that reads the reason need permissions like anybody', async () => {
    const reader = await signUpWith(api, ['read:users']);
    expect((await signInAs('google', { awkward: 'expired' }, reader.http)).body.reason).toBe('expired');
  });
});

describe('an application with clients of its own', () => {
  it('takes their tokens besides those of the process, and gives a profile', async () => {
    const { body: application } = ok(await api.admin.post('/v1/applications', { name: 'shop-by-token' }));
    const own = await standins.google({ person: newcomer(), audience: 'own-client' });
    const inShop = { applicationId: 'shop-by-token' };
    expect((await signIn('google', { identityToken: own, ...inShop })).status).toBe(401);
    ok(await api.admin.put('/v1/applications/shop-by-token/providers/google', { clientIds: ['own-client'] }));
    const answer = ok(await signIn('google', { identityToken: own, ...inShop }));
    expect(answer.body.session.applicationId).toBe(application.id);
    expect(answer.body.profile).toMatchObject({ applicationId: application.id, displayName: 'Emmy Noether' });
    expect((await signIn('google', { identityToken: own })).status).toBe(401);
    const usual = await standins.google({ person: newcomer() });
    expect((await signIn('google', { identityToken: usual, ...inShop })).status).toBe(201);
  });
});

describe('attempts', () => {
  it('are counted by network with all other sign-ins, and new accounts with sign-ups', async () => {
    const counted = await createTestApp({
      environment: { ...standins.environment, RATE_LIMITS: 'on' },
    });
    const attempt = async (wish: Wish) =>
      counted.http.post('/v1/sessions/google', { identityToken: await standins.google(wish) });
    const person = newcomer();
    // One of the sixty is the administrator's.
    for (let made = 0; made < 20; made += 1) {
      expect((await attempt({ person: made === 0 ? person : newcomer() })).status).toBe(201);
    }
    expect((await attempt({ person: newcomer() })).status).toBe(429);
    for (let made = 22; made < 60; made += 1) {
      expect((await attempt({ person })).status).toBe(201);
    }
    const refused = await attempt({ person });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await counted.close();
  });
});
