import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestApp } from '../support/create-test-app.js';
import { newcomer } from '../support/provider-people.js';
import { ok } from '../support/people.js';
import { type ProviderWorld, startProviderWorld } from '../support/provider-world.js';
import type { TestStandins, Wish } from '../support/standins.js';

const PROVIDERS = ['google', 'apple', 'facebook', 'firebase'] as const;

let api: TestApp;
let standins: TestStandins;
let signIn: ProviderWorld['signIn'];
let signInAs: ProviderWorld['signInAs'];
let close: ProviderWorld['close'];
beforeAll(async () => {
  ({ api, standins, signIn, signInAs, close } = await startProviderWorld());
});
afterAll(() => close());

describe.each(PROVIDERS)('sign-in by an ID token of %s', (provider) => {
  it('makes an account the first time and opens it from then on', async () => {
    const person = newcomer();
    const first = await signInAs(provider, { person });
    expect(first.status).toBe(201);
    expect(first.headers.get('location')).toBe(`/v1/sessions/${first.body.session.id}`);
    expect(first.body.session).toMatchObject({ provider, amr: ['fed'], applicationId: null });
    expect(first.body.user).toMatchObject({
      email: person.email,
      emailVerified: provider !== 'facebook',
      roles: [{ name: 'user' }],
    });
    expect((await api.http.as(first.body.accessToken).get('/v1/users/me')).status).toBe(200);

    const second = await signInAs(provider, { person });
    expect(second.status).toBe(201);
    expect(second.body.user.id).toBe(first.body.user.id);
    expect(second.body.session.id).not.toBe(first.body.session.id);
  });

  it.each<[string, Wish]>([
    ['for another audience', { awkward: 'wrong-audience' }],
    ['for several audiences, without one that asked', { awkward: 'several-audiences' }],
    ['of another issuer', { awkward: 'wrong-issuer' }],
    ['that has expired', { awkward: 'expired' }],
    ['that never expires', { awkward: 'no-expiry' }],
    ['that is not yet valid', { awkward: 'not-yet-valid' }],
    ['that is to be used in two minutes', { claims: { nbf: Date.now() / 1_000 + 120 } }],
    ['that expires in a word', { claims: { exp: 'tomorrow' } }],
    ['of nobody', { awkward: 'no-subject' }],
    ['whose subject is a number', { awkward: 'numeric-subject' }],
    ['whose subject is too long', { claims: { sub: 'x'.repeat(256) } }],
    ['that is not signed', { awkward: 'algorithm-none' }],
    ['signed by HMAC with the public key', { awkward: 'hmac-with-public-key' }],
    ['signed with a foreign key', { awkward: 'foreign-key' }],
    ['signed with an unknown key', { awkward: 'unknown-kid' }],
    ['changed after it was signed', { awkward: 'changed-afterwards' }],
    ['that insists on an extension', { awkward: 'critical-extension' }],
  ])('refuses one %s', async (_case, wish) => {
    const answer = await signInAs(provider, { person: newcomer(), ...wish });
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code: 'sessions.token_refused' });
    expect(answer.body).not.toHaveProperty('reason');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="latchkey"');
  });

  it('ignores keys that a token brings along', async () => {
    const token = await standins[provider]({ person: newcomer(), awkward: 'foreign-key' });
    const [header, payload, signature] = token.split('.');
    const claimed = JSON.parse(Buffer.from(header, 'base64url').toString()) as object;
    const bringing = { ...claimed, jku: `${standins.base}/evil`, x5u: `${standins.base}/evil`, jwk: {} };
    const forged = [Buffer.from(JSON.stringify(bringing)).toString('base64url'), payload, signature];
    expect((await signIn(provider, { identityToken: forged.join('.') })).status).toBe(401);
    expect(standins.count('/evil')).toBe(0);
  });

  it.each([
    ['a word', 'token'],
    ['two parts', 'e30.e30'],
    ['parts that are no JSON', 'a.b.c'],
    ['five parts, encrypted', 'e30.e30.e30.e30.e30'],
    ['an empty text', ''],
    ['a number', 7],
    ['more than 16 KiB', `e30.${'a'.repeat(16_384)}.e30`],
  ])('finds %s malformed', async (_case, identityToken) => {
    expect((await signIn(provider, { identityToken })).status).toBe(400);
  });

  it('tells administrators why, and nobody else', async () => {
    const wish = { awkward: 'wrong-audience' } as const;
    expect((await signInAs(provider, wish, api.admin)).body.reason).toBe('audience');
    const person = await api.signUp();
    expect((await signInAs(provider, wish, person.http)).body).not.toHaveProperty('reason');
  });

  it('refuses a credential beside it that is no longer good', async () => {
    const answer = await signInAs(provider, { person: newcomer() }, api.http.as('not-a-token'));
    expect(answer).toMatchObject({ status: 401, body: { code: 'authentication.credential_refused' } });
  });

  it('takes a token with its nonce once, and with another never', async () => {
    const identityToken = await standins[provider]({ person: newcomer(), nonce: 'n-1' });
    expect((await signIn(provider, { identityToken, nonce: 'n-2' })).status).toBe(401);
    expect((await signIn(provider, { identityToken, nonce: 'n-1' })).status).toBe(201);
    expect((await signIn(provider, { identityToken, nonce: 'n-1' })).status).toBe(401);
    expect((await signIn(provider, { identityToken })).status).toBe(401);
  });

  it('takes a nonce that the client hashed for the provider', async () => {
    const hashed = createHash('sha256').update('n-3').digest('hex');
    const identityToken = await standins[provider]({ person: newcomer(), nonce: hashed });
    expect((await signIn(provider, { identityToken, nonce: 'n-3' })).status).toBe(201);
  });

  it('takes a token without nonce again for a minute, and then no more', async () => {
    const identityToken = await standins[provider]({ person: newcomer() });
    const first = ok(await signIn(provider, { identityToken }));
    const again = ok(await signIn(provider, { identityToken }));
    expect(again.body.user.id).toBe(first.body.user.id);
    expect((await signIn(provider, { identityToken, nonce: 'n-4' })).status).toBe(401);

    await api.sql("UPDATE used_tokens SET first_used_at = first_used_at - interval '61 seconds'");
    expect((await signIn(provider, { identityToken })).status).toBe(401);
    expect((await signIn(provider, { identityToken }, api.admin)).body.reason).toBe('replayed');
  });

  it('is written down, whatever comes of it', async () => {
    const person = newcomer();
    const { body } = ok(await signInAs(provider, { person }));
    await signInAs(provider, { person, awkward: 'expired' });
    const events = await api.sql<{ event: string; outcome: string; reason: string | null }>(
      'SELECT event, outcome, reason FROM audit_events ORDER BY id DESC LIMIT 4',
    );
    expect(events).toEqual([
      { event: 'session.created', outcome: 'failure', reason: 'sessions.token_refused:expired' },
      { event: 'session.created', outcome: 'success', reason: null },
      { event: 'identity.linked', outcome: 'success', reason: null },
      { event: 'user.created', outcome: 'success', reason: null },
    ]);
    expect(JSON.stringify(body)).not.toContain('identityToken');
  });

  it('knows no such application', async () => {
    const identityToken = await standins[provider]();
    const answer = await signIn(provider, { identityToken, applicationId: 'nowhere' });
    expect(answer).toMatchObject({ status: 404, body: { code: 'applications.not_found' } });
  });
});

describe('what a provider tells of a person', () => {
  it.each(['google', 'apple', 'firebase'] as const)(
    'of %s may be an unverified address',
    async (provider) => {
      const person = newcomer({ emailVerified: false });
      const { body } = ok(await signInAs(provider, { person }));
      expect(body.user).toMatchObject({ email: person.email, emailVerified: false });
    },
  );

  it.each(PROVIDERS)('of %s may be no address at all', async (provider) => {
    const { body } = ok(await signInAs(provider, { person: newcomer({ email: null }) }));
    expect(body.user).toMatchObject({ email: null, emailVerified: false });
    expect(body.user.username).toMatch(new RegExp(`^${provider}-[0-9a-f]{20}$`));
  });

  it('of Apple may be a relay address, verified in a text', async () => {
    const { body } = ok(await signInAs('apple', { person: newcomer(), awkward: 'relay-address' }));
    expect(body.user.email).toMatch(/@privaterelay\.appleid\.com$/);
    expect(body.user.emailVerified).toBe(true);
  });

  it.each(['google', 'firebase'] as const)('of %s is not verified in a text', async (provider) => {
    const { body } = ok(await signInAs(provider, { person: newcomer(), claims: { email_verified: 'true' } }));
    expect(body.user.emailVerified).toBe(false);
  });

  it('becomes names and a picture', async () => {
    const { body } = ok(
      await signInAs('google', {
        person: newcomer(),
        claims: { name: ' Emmy\u0007 Noether ', picture: 'https://pictures.example.com/emmy' },
      }),
    );
    expect(body.user).toMatchObject({
      displayName: 'Emmy  Noether',
      firstName: 'Emmy',
      lastName: 'Noether',
      pictureUrl: 'https://pictures.example.com/emmy',
    });
  });

  it('is passed over where it fits into no account', async () => {
    const claims = { name: 'n'.repeat(500), picture: 'javascript:alert(1)', email: 'a\0@b', given_name: 7 };
    const { body } = ok(await signInAs('google', { person: newcomer(), claims }));
    expect(body.user).toMatchObject({
      displayName: 'n'.repeat(128),
      firstName: null,
      pictureUrl: null,
      email: null,
    });
  });
});

describe('Google', () => {
  it('writes its issuer with and without the scheme, for one and the same person', async () => {
    const person = newcomer();
    const first = ok(await signInAs('google', { person }));
    const iss = standins.environment.GOOGLE_ISSUER.replace('http://', '');
    const second = ok(await signInAs('google', { person, claims: { iss } }));
    expect(second.body.user.id).toBe(first.body.user.id);
  });

  it('may name several audiences when it says that ours asked', async () => {
    const [{ id }] = standins.clients.google;
    const claims = { aud: ['other', id], azp: id };
    expect((await signInAs('google', { person: newcomer(), claims })).status).toBe(201);
  });
});

describe('Firebase', () => {
  it.each<[string, Wish]>([
    ['somebody it does not know', { awkward: 'anonymous' }],
    ['a sign-in that is yet to come', { claims: { auth_time: Date.now() / 1_000 + 600 } }],
    ['no sign-in at all', { claims: { auth_time: undefined } }],
  ])('proves nothing by %s', async (_case, wish) => {
    expect((await signInAs('firebase', { person: newcomer(), ...wish })).status).toBe(401);
  });
});
