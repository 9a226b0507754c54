import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';

const SUBJECT = 'Confirm your e-mail address';

describe('a mail server in trouble', () => {
  let smtp: SmtpSink;
  let api: TestApp;
  beforeAll(async () => {
    smtp = await startSmtpSink();
    api = await createTestApp({ environment: { SMTP_URL: smtp.url } });
  });
  afterAll(async () => {
    await api.close();
    await smtp.close();
  });
  beforeEach(() => {
    smtp.trouble = null;
  });

  it('that refuses delays the mail, which is sent once when the trouble is over', async () => {
    smtp.trouble = 'refuse';
    const ada = await api.signUp();
    await expect
      .poll(() =>
        api.sql("SELECT 1 FROM queued_mails WHERE attempts = 1 AND due_at < now() + interval '20 s'"),
      )
      .toHaveLength(1);
    expect((await ada.http.get('/v1/users/me')).status).toBe(200);
    smtp.trouble = null;
    await api.sql('UPDATE queued_mails SET due_at = now()');
    await smtp.waitFor(ada.email, SUBJECT);
    await expect.poll(() => api.sql('SELECT 1 FROM queued_mails')).toEqual([]);
    expect(smtp.of(ada.email)).toHaveLength(1);
    expect((await api.http.get('/metrics')).body as string).toMatch(/latchkey_mails_failed_total [1-9]/);
  });

  it('is not asked again for a mail that is past its time', async () => {
    smtp.trouble = 'refuse';
    const ada = await api.signUp();
    await expect.poll(() => api.sql('SELECT 1 FROM queued_mails WHERE attempts = 1')).toHaveLength(1);
    await api.sql('UPDATE queued_mails SET due_at = now(), expires_at = now()');
    await expect.poll(() => api.sql('SELECT 1 FROM queued_mails'), { timeout: 5_000 }).toEqual([]);
    expect(smtp.of(ada.email)).toEqual([]);
  });

  it('that hangs delays nothing else', async () => {
    smtp.trouble = 'hang';
    const before = smtp.attempts;
    await api.signUp();
    await expect.poll(() => smtp.attempts).toBeGreaterThan(before);
    const started = performance.now();
    const answers = await Promise.all(Array.from({ length: 5 }, () => api.signUp()));
    expect(answers).toHaveLength(5);
    expect(performance.now() - started).toBeLessThan(3_000);
    await api.sql('DELETE FROM queued_mails');
  });
});

it('is sent once by two replicas', async () => {
  const smtp = await startSmtpSink();
  const environment = { SMTP_URL: smtp.url };
  const api = await createTestApp({ environment });
  const replica = await createTestApp({ environment, replicaOf: api });
  const people = await Promise.all(Array.from({ length: 12 }, () => api.signUp()));
  await Promise.all(people.map(({ email }) => smtp.waitFor(email, SUBJECT)));
  await expect.poll(() => api.sql('SELECT 1 FROM queued_mails')).toEqual([]);
  expect(smtp.mails).toHaveLength(people.length);
  expect(new Set(smtp.mails.map(({ messageId }) => messageId)).size).toBe(people.length);
  await replica.close();
  await api.close();
  await smtp.close();
});

describe('without a mail server', () => {
  it('mails become files for the owner of the process, and never log lines', async () => {
    const lines: string[] = [];
    const api = await createTestApp({ log: (line) => lines.push(line) });
    const ada = await api.signUp();
    const folder = join(api.dataDir, 'mail');
    await expect.poll(() => readdir(folder).catch(() => [])).toHaveLength(2);
    const name = (await readdir(folder)).find((file) => file.endsWith('.txt')) ?? '';
    const text = await readFile(join(folder, name), 'utf8');
    expect(text).toContain(`To: ${ada.email}`);
    expect(text).toMatch(/https:\/\/accounts\.example\.com\/v1\/email-verifications\/lkl_\S+/);
    expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
    expect((await stat(folder)).mode & 0o077).toBe(0);
    expect(lines.join('\n')).not.toContain('lkl_');
    expect(lines.join('\n')).not.toContain(ada.email);
    expect((await api.http.get('/dev/mail')).status).toBe(404);
    await api.close();
  });

  it('/dev/mail shows them in development', async () => {
    const api = await createTestApp({ environment: { NODE_ENV: 'development' } });
    const ada = await api.signUp();
    await expect.poll(async () => (await api.http.get('/dev/mail')).body).toContain(ada.email);
    const list = await api.http.get('/dev/mail');
    expect(list.headers.get('content-type')).toContain('text/html');
    expect(list.headers.get('content-security-policy')).toContain("default-src 'none'");
    const page = /\/dev\/mail\/[^"]+\.html/.exec(list.body as string)?.[0] ?? '';
    expect((await api.http.get(page)).body).toContain('<h1');
    expect((await api.http.get('/dev/mail/..%2Fsecret-key')).status).toBe(404);
    expect((await api.http.get('/dev/mail/nothing.txt')).status).toBe(404);
    await api.close();
  });

  it('production answers 503 and goes on signing people up', async () => {
    const api = await createTestApp({
      environment: {
        NODE_ENV: 'production',
        SECRET_KEY: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64'),
      },
    });
    const ada = await api.signUp();
    const answers = [
      await api.http.post('/v1/password-resets', { email: ada.email }),
      await ada.http.post('/v1/email-verifications'),
      await ada.http.post('/v1/users/me/email', { email: `new-${ada.email}` }),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [503, 'mail.off']),
    );
    expect(answers[0]?.headers.get('retry-after')).toBe('3600');
    expect(await readdir(api.dataDir)).toEqual([]);
    expect((await api.http.get('/dev/mail')).status).toBe(404);
    await api.close();
  });
});

it('has the words an operator gives it, unless they lack the link', async () => {
  const smtp = await startSmtpSink();
  const api = await createTestApp({ environment: { SMTP_URL: smtp.url } });
  const folder = join(api.dataDir, 'mail-templates');
  await mkdir(folder);
  await writeFile(join(folder, 'verify-email.txt'), 'Subject: Hallo bei uns\n\nHier entlang: {{link}}\n');
  await writeFile(join(folder, 'verify-email.html'), '<b>{{email}}</b> <a href="{{link}}">hier</a>');
  const ada = await api.signUp({ email: "o'neil&sons@example.com" });
  const mail = await smtp.waitFor(ada.email, 'Hallo bei uns');
  expect(mail.text.trim()).toMatch(/^Hier entlang: https:\S+$/);
  expect(mail.html).toContain('<b>o&#39;neil&amp;sons@example.com</b>');
  await writeFile(join(folder, 'verify-email.txt'), 'Subject: Hallo bei uns\n\nKein Verweis.\n');
  await writeFile(join(folder, 'verify-email.html'), '<p>{{surprise}} {{link}}</p>');
  const bob = await api.signUp();
  const builtIn = await smtp.waitFor(bob.email, SUBJECT);
  expect(builtIn.text).toContain(builtIn.link);
  expect(builtIn.html).toContain('Confirm the address');
  await api.close();
  await smtp.close();
});
