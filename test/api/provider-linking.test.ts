import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type Person, type TestApp } from '../support/create-test-app.js';
import type { Answer, HttpClient } from '../support/http-client.js';
import { ok, signUpWith } from '../support/people.js';
import { newcomer } from '../support/provider-people.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { startStandins, type TestStandins, type Wish } from '../support/standins.js';

const PROVIDERS = ['google', 'apple', 'facebook', 'firebase'] as const;
type Provider = (typeof PROVIDERS)[number];

const NOTICE = 'A new way to sign in was added';

let smtp: SmtpSink;
let standins: TestStandins;
let api: TestApp;

beforeAll(async () => {
  standins = await startStandins();
  smtp = await startSmtpSink();
  api = await createTestApp({ environment: { ...standins.environment, SMTP_URL: smtp.url } });
});
afterAll(async () => {
  await api.close();
  await smtp.close();
  await standins.close();
});

async function send(provider: Provider, wish: Wish, http = api.http, members = {}): Promise<Answer> {
  const identityToken = await standins[provider](wish);
  return http.post(`/v1/sessions/${provider}`, { identityToken, ...members });
}

const link = (provider: Provider, wish: Wish, http: HttpClient) => send(provider, wish, http, { link: true });

async function verifiedPerson(): Promise<Person> {
  const person = await api.signUp();
  ok(await api.admin.patch(`/v1/users/${person.id}`, { emailVerified: true }));
  return person;
}

async function identitiesOf(userId: string): Promise<{ id: string; provider: string }[]> {
  return ok(await api.admin.get(`/v1/users/${userId}/identities`)).body.data as {
    id: string;
    provider: string;
  }[];
}

describe.each(PROVIDERS)('an identity of %s that the caller links', (provider) => {
  it('opens their account from then on, whatever address it has', async () => {
    const person = await api.signUp();
    const somebody = newcomer();
    const linked = await link(provider, { person: somebody }, person.http);
    expect(linked.status).toBe(200);
    expect(linked.body).toMatchObject({
      user: { id: person.id, email: person.email },
      session: { provider },
    });
    expect(await identitiesOf(person.id)).toMatchObject([{ provider, email: somebody.email }]);
    expect(ok(await send(provider, { person: somebody })).body.user.id).toBe(person.id);
  });

  it('stays theirs when they link it again', async () => {
    const person = await api.signUp();
    const somebody = newcomer();
    ok(await link(provider, { person: somebody }, person.http));
    expect((await link(provider, { person: somebody }, person.http)).status).toBe(200);
    expect(await identitiesOf(person.id)).toHaveLength(1);
  });

  it('is refused when it opens another account, with what to do', async () => {
    const somebody = newcomer();
    const owner = ok(await send(provider, { person: somebody })).body;
    const person = await api.signUp();
    const answer = await link(provider, { person: somebody }, person.http);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'identities.taken', nextStep: 'remove_from_other_account' });
    expect(await identitiesOf(person.id)).toEqual([]);
    expect(ok(await send(provider, { person: somebody })).body.user.id).toBe(owner.user.id);
  });

  it('is refused beside another one of the same provider', async () => {
    const person = await api.signUp();
    ok(await link(provider, { person: newcomer() }, person.http));
    const answer = await link(provider, { person: newcomer() }, person.http);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({
      code: 'identities.second_of_provider',
      nextStep: 'remove_other_identity',
    });
  });
});

describe('linking', () => {
  it('needs somebody who is signed in', async () => {
    const answer = await link('google', { person: newcomer() }, api.http);
    expect(answer).toMatchObject({ status: 401, body: { code: 'authentication.credential_missing' } });
  });

  it('needs a person, not an API key', async () => {
    const person = await api.signUp();
    const { body } = ok(await person.http.post('/v1/api-keys', { name: 'key' }));
    const answer = await link('google', { person: newcomer() }, api.http.as(body.key));
    expect(answer).toMatchObject({ status: 403, body: { code: 'authorization.api_key_refused' } });
  });

  it('needs a sign-in of the last five minutes', async () => {
    const person = await api.signUp();
    await api.sql("UPDATE sessions SET authenticated_at = now() - interval '301 seconds' WHERE id = $1", [
      person.sessionId,
    ]);
    const answer = await link('google', { person: newcomer() }, person.http);
    expect(answer).toMatchObject({ status: 403, body: { code: 'authentication.sign_in_too_old' } });
  });

  it('is told to the owner and written down', async () => {
    const person = await api.signUp();
    ok(await link('apple', { person: newcomer() }, person.http));
    await smtp.waitFor(person.email, NOTICE);
    const [event] = await api.sql<{ changed: object }>(
      "SELECT changed FROM audit_events WHERE event = 'identity.linked' AND subject_id = $1",
      [person.id],
    );
    expect(event.changed).toMatchObject({ provider: 'apple', by: 'caller' });
  });

  it('of one identity by two people at once gives it to one of them', async () => {
    const people = await Promise.all([api.signUp(), api.signUp(), api.signUp()]);
    const somebody = newcomer();
    const answers = await Promise.all(people.map(({ http }) => link('google', { person: somebody }, http)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('of two identities by one person at once takes one of them', async () => {
    const person = await api.signUp();
    const answers = await Promise.all(
      [newcomer(), newcomer()].map((somebody) => link('google', { person: somebody }, person.http)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('gives back what a conflict did not use: the token', async () => {
    const person = await verifiedPerson();
    const somebody = newcomer({ email: person.email, emailVerified: false });
    const identityToken = await standins.google({ person: somebody, nonce: 'n-1' });
    const body = { identityToken, nonce: 'n-1' };
    expect((await api.http.post('/v1/sessions/google', body)).status).toBe(409);
    expect((await person.http.post('/v1/sessions/google', { ...body, link: true })).status).toBe(200);
  });
});

describe('an identity that nobody has linked', () => {
  it.each(['google', 'apple', 'firebase'] as const)(
    'finds the account of its address, verified on both sides: %s',
    async (provider) => {
      const person = await verifiedPerson();
      const somebody = newcomer({ email: person.email.toUpperCase() });
      const answer = await send(provider, { person: somebody });
      expect(answer).toMatchObject({ status: 201, body: { user: { id: person.id } } });
      expect(await identitiesOf(person.id)).toMatchObject([{ provider }]);
      await smtp.waitFor(person.email, NOTICE);
      // What was there goes on.
      expect((await person.http.get('/v1/users/me')).status).toBe(200);
    },
  );

  it.each(PROVIDERS)('finds nobody by an address that is not verified: %s', async (provider) => {
    for (const holder of [await verifiedPerson(), await api.signUp()]) {
      const somebody = newcomer({ email: holder.email, emailVerified: false });
      const answer = await send(provider, { person: somebody });
      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ code: 'sessions.email_in_use', nextStep: 'sign_in_and_link' });
      expect(await identitiesOf(holder.id)).toEqual([]);
    }
  });

  it('finds nobody when its provider is not listed', async () => {
    const strict = await createTestApp({
      replicaOf: api,
      environment: { ...standins.environment, LINK_BY_VERIFIED_EMAIL: 'apple' },
    });
    for (const holder of [await verifiedPerson(), await api.signUp()]) {
      const answer = await send('google', { person: newcomer({ email: holder.email }) }, strict.http);
      expect(answer).toMatchObject({ status: 409, body: { code: 'sessions.email_in_use' } });
    }
    await strict.close();
  });

  it('is a second one of the account that has its address', async () => {
    const person = await verifiedPerson();
    ok(await link('google', { person: newcomer() }, person.http));
    const answer = await send('google', { person: newcomer({ email: person.email }) });
    expect(answer).toMatchObject({ status: 409, body: { code: 'identities.second_of_provider' } });
  });

  it('does not come in to a suspended account', async () => {
    const person = await verifiedPerson();
    ok(await api.admin.post(`/v1/users/${person.id}/suspension`, { reason: 'spam' }));
    const answer = await send('google', { person: newcomer({ email: person.email }) });
    expect(answer).toMatchObject({ status: 401, body: { code: 'sessions.token_refused' } });
  });
});

describe('an account that a squatter opened with somebody’s address', () => {
  it('is its owner’s once they prove the address, and nothing of the squatter’s opens it', async () => {
    const squatter = await api.signUp({ username: `squatter-${Date.now()}`, displayName: 'Squatter' });
    const key = ok(await squatter.http.post('/v1/api-keys', { name: 'back door' })).body.key as string;
    ok(await squatter.http.put('/v1/secrets/s3/mine', { secretKey: 'value' }));
    const accomplice = newcomer();
    ok(await link('facebook', { person: accomplice }, squatter.http));
    await api.sql(
      "INSERT INTO grants (id, user_id, type, resource_type, resource) VALUES (gen_random_uuid(), $1, 'read', 'table', 't')",
      [squatter.id],
    );

    const owner = newcomer({ email: squatter.email });
    const { body } = ok(await send('google', { person: owner }));
    expect(body.user).toMatchObject({
      id: squatter.id,
      email: squatter.email,
      emailVerified: true,
      displayName: 'Emmy Noether',
    });

    expect((await squatter.http.get('/v1/users/me')).status).toBe(401);
    const { refreshToken } = squatter;
    expect((await api.http.post('/v1/sessions/refresh', { refreshToken })).status).toBe(401);
    const password = { identifier: squatter.email, password: PASSWORD };
    expect((await api.http.post('/v1/sessions', password)).status).toBe(401);
    expect((await api.http.as(key).get('/v1/users/me')).status).toBe(401);
    expect(ok(await send('facebook', { person: accomplice })).body.user.id).not.toBe(squatter.id);
    expect(await identitiesOf(squatter.id)).toMatchObject([{ provider: 'google' }]);
    const http = api.http.as(body.accessToken);
    expect((await http.get('/v1/secrets/s3/mine')).status).toBe(404);
    expect((await http.get('/v1/users/me/grants')).body.data).toEqual([]);
    const links = await api.sql('SELECT * FROM one_time_links WHERE user_id = $1', [squatter.id]);
    expect(links).toEqual([]);
    const [event] = await api.sql(
      "SELECT 1 FROM audit_events WHERE event = 'user.taken_over' AND subject_id = $1",
      [squatter.id],
    );
    expect(event).toBeDefined();
  });

  it('never changes hands when it holds any role beyond `user`', async () => {
    const holder = await signUpWith(api, []);
    const answer = await send('google', { person: newcomer({ email: holder.email }) });
    expect(answer).toMatchObject({ status: 409, body: { code: 'sessions.email_in_use' } });
    expect((await holder.http.get('/v1/users/me')).status).toBe(200);
  });
});
