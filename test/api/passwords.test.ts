import { pbkdf2Sync } from 'node:crypto';
import bcrypt from 'bcryptjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommonPasswords } from '../../src/core/identities/common-passwords.js';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

const signUp = (members: Record<string, unknown>) =>
  api.http.post('/v1/sign-up', { email: 'ada.lovelace@engines.example.com', ...members });

describe('a new password', () => {
  it.each([
    ['too short', 'abcdefg', 'password.too_short'],
    ['too long', 'x'.repeat(256), 'password.too_long'],
    ['one that everybody tries', 'password1', 'password.too_common'],
    ['the same in capitals', 'PASSWORD1', 'password.too_common'],
    ['a keyboard row', 'qwertyuiop', 'password.too_common'],
    ['the name of the product', 'latchkey2024', 'password.too_personal'],
    ['the address', 'Ada@long-domain.technology', 'password.too_personal', 'ada@long-domain.technology'],
    ['a part of the address', 'Lovelace-99', 'password.too_personal'],
    ['the domain of the address', 'engines1234', 'password.too_personal'],
  ])('must not be %s', async (_what, password, code, email?: string) => {
    const answer = await signUp({ password, ...(email && { email }) });
    expect([answer.status, answer.body.code]).toEqual([400, code]);
    expect(answer.body.errors).toMatchObject([{ field: 'password', code }]);
    expect(answer.body.strength).toBeTypeOf('number');
    expect(answer.body.strength).toBeLessThan(3);
  });

  it.each(['my latchkey is green', 'zqjxvkwp', 'ünïcödé ☂ pass', ' x'.repeat(100)])(
    'may be %j: nothing is asked of its composition',
    async (password) => {
      expect(
        (await api.http.post('/v1/sign-up', { email: `${Math.random()}@x.example`, password })).status,
      ).toBe(201);
    },
  );

  it('must not be made of the own names when it is changed, by oneself or by an administrator', async () => {
    const ada = await api.signUp({ displayName: 'Augusta Byron' });
    const own = await ada.http.put('/v1/users/me/password', {
      currentPassword: PASSWORD,
      newPassword: 'augusta-byron-1',
    });
    expect([own.status, own.body.code, own.body.errors[0].field]).toEqual([
      400,
      'password.too_personal',
      'newPassword',
    ]);
    const set = await api.admin.put(`/v1/users/${ada.id}/password`, { newPassword: 'byron12345' });
    expect([set.status, set.body.code]).toEqual([400, 'password.too_personal']);
    expect((await ada.http.get('/v1/users/me')).status).toBe(200);
  });

  it('is compared with more than ten thousand', async () => {
    expect(await new CommonPasswords().size()).toBeGreaterThan(10_000);
  });

  it('does not stall others while the list is loaded', async () => {
    const lags: number[] = [];
    let last = performance.now();
    const timer = setInterval(() => {
      lags.push(performance.now() - last);
      last = performance.now();
    }, 5);
    expect(await new CommonPasswords().has('password1')).toBe(true);
    clearInterval(timer);
    expect(lags.length).toBeGreaterThan(1);
  });
});

describe('many sign-ins at once', () => {
  it('are each answered for their own password and account', async () => {
    const people = await Promise.all([1, 2, 3].map(() => api.signUp()));
    const attempts = Array.from({ length: 12 }, (_, index) => ({
      person: people[index % people.length],
      isRight: index % 5 < 3,
    }));
    const answers = await Promise.all(
      attempts.map(({ person: { email }, isRight }) =>
        api.http.post('/v1/sessions', { identifier: email, password: isRight ? PASSWORD : 'not the one' }),
      ),
    );
    expect(answers.map(({ status, body }) => [status, body.user?.id])).toEqual(
      attempts.map(({ person, isRight }) => (isRight ? [201, person.id] : [401, undefined])),
    );
  });
});

describe('a stored hash that cannot be read', () => {
  it("fails its own sign-in and nobody else's", async () => {
    const [broken, other] = [await api.signUp(), await api.signUp()];
    await api.sql("UPDATE password_credentials SET hash = 'not a hash' WHERE user_id = $1", [broken.id]);
    const answers = await Promise.all(
      [broken, other, broken, other].map(({ email }) =>
        api.http.post('/v1/sessions', { identifier: email, password: PASSWORD }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([500, 201, 500, 201]);
  });
});

describe('an imported hash', () => {
  const salt = Buffer.from('0123456789abcdef');
  const pbkdf2 = pbkdf2Sync(PASSWORD, salt, 10_000, 32, 'sha256');

  it.each([
    ['bcrypt', bcrypt.hashSync(PASSWORD, 4)],
    [
      'PBKDF2',
      `$pbkdf2-sha256$i=10000$${salt.toString('base64').replace('==', '')}$${pbkdf2.toString('base64').replace('=', '')}`,
    ],
  ])('of %s signs in and is replaced by one of ours', async (_name, hash) => {
    const ada = await api.signUp();
    await api.sql("UPDATE password_credentials SET hash = $1, pepper_key_id = 'none' WHERE user_id = $2", [
      hash,
      ada.id,
    ]);
    const wrong = await api.http.post('/v1/sessions', { identifier: ada.email, password: 'not the one' });
    expect(wrong.status).toBe(401);
    const right = await api.http.post('/v1/sessions', { identifier: ada.email, password: PASSWORD });
    expect(right.status).toBe(201);
    const [stored] = await api.sql<{ hash: string; pepper_key_id: string }>(
      'SELECT hash, pepper_key_id FROM password_credentials WHERE user_id = $1',
      [ada.id],
    );
    expect(stored?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(stored?.pepper_key_id).not.toBe('none');
    const again = await api.http.post('/v1/sessions', { identifier: ada.email, password: PASSWORD });
    expect(again.status).toBe(201);
  });

  it('that is too costly or unreadable is a wrong password, not an error', async () => {
    const ada = await api.signUp();
    for (const hash of ['$2b$20$' + 'a'.repeat(53), 'nonsense', '']) {
      await api.sql("UPDATE password_credentials SET hash = $1, pepper_key_id = 'none' WHERE user_id = $2", [
        hash,
        ada.id,
      ]);
      const answer = await api.http.post('/v1/sessions', { identifier: ada.email, password: PASSWORD });
      expect(answer.status).toBe(401);
    }
  });
});
