import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';
import { interleave, toldApart } from '../support/samples.js';

const ALIKE = new Map();

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

describe('sign-in', () => {
  it('answers unknown, wrong, suspended and password-less accounts with one status, body and time', async () => {
    const wrong = await api.signUp();
    const suspended = await api.signUp();
    await api.admin.post(`/v1/users/${suspended.id}/suspension`, { reason: 'a test' });
    const social = await api.signUp();
    await api.sql('DELETE FROM password_credentials WHERE user_id = $1', [social.id]);
    const deleted = await api.signUp();
    await deleted.http.delete('/v1/users/me');
    const bodies = new Set<string>();
    const attempt = (identifier: string, password: string) => async () => {
      const { status, body, headers } = await api.http.post('/v1/sessions', { identifier, password });
      bodies.add(
        JSON.stringify([status, { ...body, requestId: undefined }, headers.get('www-authenticate')]),
      );
    };
    const kinds = {
      wrong: attempt(wrong.email, 'not the password'),
      unknown: attempt('nobody-at-all@example.com', 'not the password'),
      malformed: attempt('not an identifier', 'not the password'),
      suspended: attempt(suspended.email, PASSWORD),
      social: attempt(social.email, PASSWORD),
      deleted: attempt(deleted.email, PASSWORD),
    };
    expect(await toldApart(kinds)).toEqual(ALIKE);
    expect([...bodies]).toHaveLength(1);
    expect([...bodies][0]).toContain('sessions.credentials_refused');
  });

  it('at the token endpoint is no different', async () => {
    const ada = await api.signUp();
    const attempt = (username: string) =>
      api.http.post('/oauth/token', { grant_type: 'password', username, password: 'not the one' });
    const answers = [await attempt(ada.email), await attempt('nobody-at-all@example.com')];
    expect(
      new Set(answers.map(({ status, body }) => JSON.stringify([status, body.error, body.error_description])))
        .size,
    ).toBe(1);
    expect(answers[0]?.body.error).toBe('invalid_grant');
  });
});

it('a password reset takes the same for whoever has the address, whoever may not use it, and nobody', async () => {
  const known = await api.signUp();
  const suspended = await api.signUp();
  await api.admin.post(`/v1/users/${suspended.id}/suspension`, { reason: 'a test' });
  const answers = new Set<string>();
  const ask = (email: string) => async () => {
    const { status, body } = await api.http.post('/v1/password-resets', { email });
    answers.add(JSON.stringify([status, body]));
  };
  const kinds = {
    known: ask(known.email),
    unknown: ask('nobody-at-all@example.com'),
    suspended: ask(suspended.email),
  };
  expect(await toldApart(kinds)).toEqual(ALIKE);
  expect([...answers]).toEqual([JSON.stringify([202, ''])]);
});

it('a change of address takes the same whether or not somebody has the new one', async () => {
  const ada = await api.signUp();
  const taken = await api.signUp();
  const ask = (email: string) => () => ada.http.post('/v1/users/me/email', { email });
  const kinds = { free: ask('free-for-all@example.com'), taken: ask(taken.email) };
  expect(await toldApart(kinds)).toEqual(ALIKE);
});

describe('sign-up', () => {
  it('says that an address is taken only after the same work, and the same about every account that has it', async () => {
    const active = await api.signUp();
    const suspended = await api.signUp();
    await api.admin.post(`/v1/users/${suspended.id}/suspension`, { reason: 'a test' });
    const verified = await api.signUp();
    await api.admin.patch(`/v1/users/${verified.id}`, { emailVerified: true });
    const answers = new Set<string>();
    const attempt = (email: string) => async () => {
      const { status, body } = await api.http.post('/v1/sign-up', { email, password: PASSWORD });
      answers.add(JSON.stringify([status, body.code, body.detail]));
    };
    const kinds = {
      active: attempt(active.email),
      suspended: attempt(suspended.email),
      verified: attempt(verified.email),
    };
    expect(await toldApart(kinds)).toEqual(ALIKE);
    expect([...answers]).toEqual([
      JSON.stringify([409, 'users.email_taken', 'An account with this e-mail address exists already.']),
    ]);
  });

  it('hashes the password before it looks, so that no answer comes early', async () => {
    const taken = await api.signUp();
    const samples = await interleave(
      {
        taken: () => api.http.post('/v1/sign-up', { email: taken.email, password: PASSWORD }),
        wrongSignIn: () => api.http.post('/v1/sessions', { identifier: taken.email, password: 'no' }),
      },
      20,
    );
    const fastest = (kind: string) => Math.min(...(samples.get(kind) ?? []));
    expect(fastest('taken')).toBeGreaterThan(fastest('wrongSignIn') * 0.6);
  });
});
