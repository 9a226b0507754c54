import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';

let smtp: SmtpSink;
let api: TestApp;
let replica: TestApp;
beforeAll(async () => {
  smtp = await startSmtpSink();
  const environment = { SMTP_URL: smtp.url, MAIL_FROM: 'Accounts <accounts@example.com>' };
  api = await createTestApp({ environment });
  replica = await createTestApp({ environment, replicaOf: api });
});
afterAll(async () => {
  await replica.close();
  await api.close();
  await smtp.close();
});
beforeEach(() => {
  smtp.trouble = null;
});

const NEW_PASSWORD = 'staple correct battery';
const askReset = (email: string) => api.http.post('/v1/password-resets', { email });
const signIn = (identifier: string, password: string) =>
  api.http.post('/v1/sessions', { identifier, password });

async function resetLink(email: string, count = 1) {
  expect((await askReset(email)).status).toBe(202);
  return smtp.waitFor(email, 'Set a new password', count);
}

/** Keeps mail that is queued from now on waiting, until what is returned is called. */
async function holdMail(): Promise<() => Promise<void>> {
  await api.sql(`CREATE FUNCTION hold_mail() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.due_at := now() + interval '1 hour'; RETURN NEW; END $$`);
  await api.sql(
    'CREATE TRIGGER hold_mail BEFORE INSERT ON queued_mails FOR EACH ROW EXECUTE FUNCTION hold_mail()',
  );
  return async () => {
    await api.sql('DROP FUNCTION hold_mail CASCADE');
    await api.sql('UPDATE queued_mails SET due_at = now()');
  };
}

describe('a forgotten password', () => {
  it('is replaced with a mailed link, which ends every session and API key', async () => {
    const ada = await api.signUp();
    const { key } = (await ada.http.post('/v1/api-keys', { name: 'x' })).body;
    const mail = await resetLink(ada.email);
    expect(mail.link).toBe(`https://accounts.example.com/v1/password-resets/${mail.token}`);
    expect(mail.html).toContain(`href="${mail.link}"`);
    const answer = await replica.http.post(`/v1/password-resets/${mail.token}`, {
      newPassword: NEW_PASSWORD,
    });
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect((await api.http.get('/v1/users/me', { token: ada.accessToken })).status).toBe(401);
    expect((await api.http.get('/v1/users/me', { token: key })).status).toBe(401);
    const refresh = await api.http.post('/v1/sessions/refresh', { refreshToken: ada.refreshToken });
    expect(refresh.status).toBe(401);
    expect((await signIn(ada.email, PASSWORD)).status).toBe(401);
    const again = await signIn(ada.email, NEW_PASSWORD);
    expect(again.status).toBe(201);
    // Whoever opened the link has the address.
    expect(again.body.user.emailVerified).toBe(true);
    await smtp.waitFor(ada.email, 'Your password was changed');
  });

  it('gives a link that works once', async () => {
    const ada = await api.signUp();
    const { token } = await resetLink(ada.email);
    const use = () => replica.http.post(`/v1/password-resets/${token}`, { newPassword: NEW_PASSWORD });
    const answers = await Promise.all([use(), use(), use()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 422, 422]);
    expect((await use()).body.code).toBe('links.refused');
  });

  it('gives a link that the next one replaces and that ends after 30 minutes', async () => {
    const ada = await api.signUp();
    const first = await resetLink(ada.email);
    const second = await resetLink(ada.email, 2);
    const use = (token: string) =>
      api.http.post(`/v1/password-resets/${token}`, { newPassword: NEW_PASSWORD });
    expect((await use(first.token)).status).toBe(422);
    const [row] = await api.sql<{ seconds: number }>(
      'SELECT extract(epoch FROM expires_at - now())::int AS seconds FROM one_time_links WHERE user_id = $1 AND purpose = $2',
      [ada.id, 'password_reset'],
    );
    expect(row?.seconds).toBeGreaterThan(1_780);
    expect(row?.seconds).toBeLessThanOrEqual(1_800);
    await api.sql('UPDATE one_time_links SET expires_at = now() WHERE user_id = $1', [ada.id]);
    expect((await use(second.token)).status).toBe(422);
  });

  it('keeps its link when the new password is refused', async () => {
    const ada = await api.signUp();
    const { token } = await resetLink(ada.email);
    const weak = await api.http.post(`/v1/password-resets/${token}`, { newPassword: 'password1' });
    expect([weak.status, weak.body.errors[0].field]).toEqual([400, 'newPassword']);
    const good = await api.http.post(`/v1/password-resets/${token}`, { newPassword: NEW_PASSWORD });
    expect(good.status).toBe(204);
  });

  it.each(['nonsense', `lkl_${'x'.repeat(49)}`, '..%2F..'])('refuses the token %s', async (token) => {
    const answer = await api.http.post(`/v1/password-resets/${token}`, { newPassword: NEW_PASSWORD });
    expect([answer.status, answer.body.code]).toEqual([422, 'links.refused']);
  });

  it('stores only hashes of links and nothing readable of mails', async () => {
    smtp.trouble = 'refuse';
    const ada = await api.signUp();
    await askReset(ada.email);
    await expect
      .poll(() =>
        api.sql("SELECT 1 FROM one_time_links WHERE user_id = $1 AND purpose = 'password_reset'", [ada.id]),
      )
      .toHaveLength(1);
    const rows = await api.sql<{ row: string }>(
      `SELECT row_to_json(m)::text || encode(m.content, 'escape') AS row FROM queued_mails m
       UNION ALL SELECT row_to_json(l)::text FROM one_time_links l WHERE user_id = $1`,
      [ada.id],
    );
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.some(({ row }) => row.includes('lkl_') || row.includes('password-resets'))).toBe(false);
    await api.sql('UPDATE queued_mails SET due_at = now()');
  });

  it('answers the same for everybody, and mails only those who can use it', async () => {
    const suspended = await api.signUp();
    await api.admin.post(`/v1/users/${suspended.id}/suspension`, { reason: 'a test' });
    const unknown = 'nobody-here@example.com';
    const answers = [
      await askReset(unknown),
      await askReset(suspended.email),
      await askReset('Ada@Example.com '),
    ];
    expect(answers.map(({ status, body }) => [status, body])).toEqual(answers.map(() => [202, '']));
    const known = await api.signUp();
    await resetLink(known.email);
    expect(smtp.of(unknown)).toEqual([]);
    expect(smtp.of(suspended.email).map(({ subject }) => subject)).not.toContain('Set a new password');
  });

  it.each(['', 'nobody', 'a@b@c', 'x'.repeat(255)])('refuses the address "%s"', async (email) => {
    expect((await askReset(email)).status).toBe(400);
  });

  it('does not work for an address that the account no longer has', async () => {
    const ada = await api.signUp();
    const { token } = await resetLink(ada.email);
    await api.admin.patch(`/v1/users/${ada.id}`, { email: `new-${ada.email}` });
    const answer = await api.http.post(`/v1/password-resets/${token}`, { newPassword: NEW_PASSWORD });
    expect(answer.status).toBe(422);
  });

  it('has a page for people, which runs its own script only and tells nothing about the link', async () => {
    const page = await api.http.get('/v1/password-resets/anything');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(
      /script-src 'sha256-[^']+'; style-src 'sha256-/,
    );
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.body).toContain('<form');
  });
});

describe('an address', () => {
  it('is verified with the link that comes after the sign-up', async () => {
    const ada = await api.signUp();
    const mail = await smtp.waitFor(ada.email, 'Confirm your e-mail address');
    expect(mail.link).toBe(`https://accounts.example.com/v1/email-verifications/${mail.token}`);
    expect((await ada.http.get('/v1/users/me')).body.emailVerified).toBe(false);
    // Looking is not using: mail scanners look.
    expect((await api.http.get(`/v1/email-verifications/${mail.token}`)).status).toBe(200);
    expect((await replica.http.post(`/v1/email-verifications/${mail.token}`)).status).toBe(204);
    expect((await ada.http.get('/v1/users/me')).body.emailVerified).toBe(true);
    expect((await api.http.post(`/v1/email-verifications/${mail.token}`)).status).toBe(422);
  });

  it('gets another link when asked, and none once it is verified', async () => {
    const ada = await api.signUp();
    const first = await smtp.waitFor(ada.email, 'Confirm your e-mail address');
    expect((await ada.http.post('/v1/email-verifications')).status).toBe(202);
    const second = await smtp.waitFor(ada.email, 'Confirm your e-mail address', 2);
    expect((await api.http.post(`/v1/email-verifications/${first.token}`)).status).toBe(422);
    expect((await api.http.post(`/v1/email-verifications/${second.token}`)).status).toBe(204);
    expect((await ada.http.post('/v1/email-verifications')).status).toBe(202);
    expect(await api.sql('SELECT 1 FROM one_time_links WHERE user_id = $1', [ada.id])).toEqual([]);
    expect((await api.http.post('/v1/email-verifications')).status).toBe(401);
  });

  it('changes when the link in the new mailbox is opened, and both are told', async () => {
    const ada = await api.signUp();
    const newEmail = `new-${ada.email}`;
    const asked = await ada.http.post('/v1/users/me/email', { email: newEmail });
    expect(asked.status).toBe(202);
    const mail = await smtp.waitFor(newEmail, 'Confirm your new e-mail address');
    await smtp.waitFor(ada.email, 'A new e-mail address was asked for');
    expect((await ada.http.get('/v1/users/me')).body.email).toBe(ada.email);
    expect((await api.http.post(`/v1/email-verifications/${mail.token}`)).status).toBe(204);
    const me = (await ada.http.get('/v1/users/me')).body;
    expect([me.email, me.emailVerified]).toEqual([newEmail, true]);
    await smtp.waitFor(ada.email, 'Your e-mail address was changed');
    await smtp.waitFor(newEmail, 'Your e-mail address was changed');
    expect((await signIn(newEmail, PASSWORD)).status).toBe(201);
    expect((await signIn(ada.email, PASSWORD)).status).toBe(401);
  });

  describe.each([
    ['reset', 204],
    ['changed', 200],
  ] as const)('is over when the password is %s', (how, expected) => {
    async function replacePassword(person: Awaited<ReturnType<TestApp['signUp']>>, resetToken: string) {
      const newPassword = NEW_PASSWORD;
      const { status } =
        how === 'reset'
          ? await api.http.post(`/v1/password-resets/${resetToken}`, { newPassword })
          : await person.http.put('/v1/users/me/password', { currentPassword: PASSWORD, newPassword });
      expect(status).toBe(expected);
    }

    it('after the link was mailed', async () => {
      const ada = await api.signUp();
      const { token } = await resetLink(ada.email);
      await ada.http.post('/v1/users/me/email', { email: `new-${ada.email}` });
      const mail = await smtp.waitFor(`new-${ada.email}`, 'Confirm your new e-mail address');
      await replacePassword(ada, token);
      expect((await api.http.post(`/v1/email-verifications/${mail.token}`)).status).toBe(422);
    });

    it('before the link is mailed', async () => {
      const ada = await api.signUp();
      const { token } = await resetLink(ada.email);
      const resume = await holdMail();
      try {
        expect((await ada.http.post('/v1/users/me/email', { email: `new-${ada.email}` })).status).toBe(202);
        await replacePassword(ada, token);
      } finally {
        await resume();
      }
      await smtp.waitFor(ada.email, 'Your password was changed');
      const later = await api.signUp();
      await resetLink(later.email);
      expect(smtp.of(`new-${ada.email}`)).toEqual([]);
    });
  });

  it('is not told to be taken, and is not taken from whoever has it', async () => {
    const ada = await api.signUp();
    const bob = await api.signUp();
    const taken = await ada.http.post('/v1/users/me/email', { email: bob.email });
    const free = await ada.http.post('/v1/users/me/email', { email: `free-${ada.email}` });
    expect([taken.status, taken.body]).toEqual([free.status, free.body]);
    const mail = await smtp.waitFor(`free-${ada.email}`, 'Confirm your new e-mail address');
    expect(smtp.of(bob.email).map(({ subject }) => subject)).not.toContain('Confirm your new e-mail address');
    await api.signUp({ email: `free-${ada.email}` });
    const late = await api.http.post(`/v1/email-verifications/${mail.token}`);
    expect([late.status, late.body.code]).toEqual([409, 'users.email_taken']);
  });

  it('needs a sign-in of the last five minutes, by the person', async () => {
    const ada = await api.signUp();
    const { key } = (await ada.http.post('/v1/api-keys', { name: 'x' })).body;
    const body = { email: `new-${ada.email}` };
    expect((await api.http.post('/v1/users/me/email', body, { token: key })).body.code).toBe(
      'authorization.api_key_refused',
    );
    await api.sql("UPDATE sessions SET authenticated_at = now() - interval '6 minutes' WHERE user_id = $1", [
      ada.id,
    ]);
    const old = await ada.http.post('/v1/users/me/email', body);
    expect([old.status, old.body.code]).toEqual([403, 'authentication.sign_in_too_old']);
    const eve = await api.signUp();
    expect((await eve.http.post(`/v1/users/${ada.id}/email`, body)).status).toBe(403);
    expect((await api.admin.post(`/v1/users/${ada.id}/email`, body)).body.code).toBe('users.not_own_address');
    expect((await eve.http.post('/v1/users/me/email', { email: 'nonsense' })).status).toBe(400);
  });

  it('set by an administrator is told to both mailboxes', async () => {
    const ada = await api.signUp();
    await api.admin.patch(`/v1/users/${ada.id}`, { email: `set-${ada.email}` });
    await smtp.waitFor(ada.email, 'Your e-mail address was changed');
    await smtp.waitFor(`set-${ada.email}`, 'Your e-mail address was changed');
  });
});

it('tells the owner when the password changed', async () => {
  const ada = await api.signUp();
  await ada.http.put('/v1/users/me/password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
  await smtp.waitFor(ada.email, 'Your password was changed');
});
