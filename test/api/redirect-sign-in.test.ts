import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { awkwardInRedirects } from '../../src/standins/awkward-tokens.js';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { newcomer } from '../support/provider-people.js';
import { type Decision, PUBLIC_URL, RedirectBrowser } from '../support/redirect-browser.js';
import { startStandins, type TestStandins } from '../support/standins.js';

const PROVIDERS = ['google', 'apple', 'facebook'] as const;
const APP_URL = 'https://app.example.com/signed-in';

let standins: TestStandins;
let api: TestApp;
let replica: TestApp;
let bare: TestApp;
let browser: RedirectBrowser;
beforeAll(async () => {
  standins = await startStandins();
  const environment = { ...standins.environment, RETURN_URLS: `${APP_URL},com.example.app://done` };
  api = await createTestApp({ environment });
  replica = await createTestApp({ environment, replicaOf: api });
  bare = await createTestApp({
    replicaOf: api,
    environment: { GOOGLE_CLIENT_IDS: standins.environment.GOOGLE_CLIENT_IDS },
  });
});
afterAll(async () => {
  await bare.close();
  await replica.close();
  await api.close();
  await standins.close();
});
afterEach(() => {
  standins.trouble('/', null);
});

function newBrowser(app = api): RedirectBrowser {
  return new RedirectBrowser(app.http);
}

/** What changes the tokens of a flow; the good ones first, since after an unknown key no new one is looked for at once. */
function awkwardCases(provider: (typeof PROVIDERS)[number]): [Decision['awkward'], boolean][] {
  return awkwardInRedirects(provider)
    .filter(({ access, claims, signature }) =>
      provider === 'facebook' ? access !== undefined : (claims ?? signature) !== undefined,
    )
    .sort((one, other) => Number(other.isAccepted) - Number(one.isAccepted))
    .map(({ name, isAccepted }) => [name as Decision['awkward'], isAccepted]);
}

async function sessionsOf(userId: string): Promise<number> {
  const [{ count }] = await api.sql<{ count: string }>(
    'SELECT count(*) FROM sessions WHERE user_id = $1 AND ended_at IS NULL',
    [userId],
  );
  return Number(count);
}

describe.each(PROVIDERS)('a redirect sign-in by %s', (provider) => {
  it('goes from the provider to a session, with a code that is good once', async () => {
    const person = newcomer();
    const started = await newBrowser().start(provider);
    expect(started.status).toBe(302);
    expect(started.headers.getSetCookie()[0]).toMatch(
      /^__Host-latchkey-flow-[\w-]{22}=\S+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
    const sentTo = new URL(started.headers.get('location')!).searchParams;
    expect(sentTo.get('redirect_uri')).toBe(`${PUBLIC_URL}/v1/sessions/${provider}/callback`);
    expect(sentTo.get('code_challenge_method')).toBe(provider === 'apple' ? null : 'S256');

    browser = newBrowser();
    const end = await browser.run(provider, { person });
    expect(end.origin + end.pathname).toBe(`${PUBLIC_URL}/docs`);
    expect([...end.searchParams.keys()]).toEqual(['code']);
    expect(browser.cookies.size).toBe(0);

    const code = end.searchParams.get('code')!;
    const answers = await Promise.all(
      [api, replica, api].map(({ http }) => http.post('/v1/sessions/exchange', { code })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    const { body } = answers.find(({ status }) => status === 200)!;
    expect(body.session).toMatchObject({ provider, userId: body.user.id });
    expect(body.user).toMatchObject({ email: person.email, firstName: 'Emmy', lastName: 'Noether' });
    expect((await api.http.as(body.accessToken as string).get('/v1/users/me')).status).toBe(200);
    expect((await api.http.post('/v1/sessions/refresh', { refreshToken: body.refreshToken })).status).toBe(
      200,
    );
    expect(await sessionsOf(body.user.id as string)).toBe(1);
    expect((await api.http.post('/v1/sessions/exchange', { code })).body.code).toBe('sessions.code_refused');
  });

  it('takes no state twice, on no replica', async () => {
    browser = newBrowser();
    const sentBack = await browser.decide(await browser.start(provider));
    const cookies = [...browser.cookies];
    expect((await browser.comeBack(sentBack)).status).toBe(302);
    for (const app of [api, replica]) {
      const thief = newBrowser(app);
      cookies.forEach(([name, value]) => thief.cookies.set(name, value));
      const again = await thief.comeBack(sentBack);
      expect([again.status, again.body.errors[0].code]).toEqual([400, 'sessions.state_refused']);
    }
  });

  it('signs nobody in who did not begin the flow', async () => {
    const attacker = newBrowser();
    const sentBack = await attacker.decide(await attacker.start(provider), { person: newcomer() });
    const victim = newBrowser();
    await victim.start(provider);
    const answer = await victim.comeBack(sentBack);
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
  });

  it('lets two tabs sign in side by side', async () => {
    browser = newBrowser();
    const [first, second] = [await browser.start(provider), await browser.start(provider)];
    const [one, other] = [newcomer(), newcomer()];
    const later = await browser.comeBack(await browser.decide(second, { person: other }));
    const earlier = await browser.comeBack(await browser.decide(first, { person: one }));
    const emails = await Promise.all(
      [earlier, later].map(async ({ headers }) => {
        const code = new URL(headers.get('location')!).searchParams.get('code');
        return (await api.http.post('/v1/sessions/exchange', { code })).body.user.email as string;
      }),
    );
    expect(emails).toEqual([one.email, other.email]);
  });

  it('says so when the person does not want to', async () => {
    const { searchParams } = await newBrowser().run(provider, { person: 'nobody' }, { returnTo: APP_URL });
    expect(Object.fromEntries(searchParams)).toEqual({
      error: 'access_denied',
      error_code: 'sessions.provider_denied',
    });
  });

  it.each(['down', 'error', 'oversized', 'redirect'] as const)(
    'says so while it is away: %s',
    async (trouble) => {
      browser = newBrowser();
      const sentBack = await browser.decide(await browser.start(provider));
      standins.trouble('/', trouble);
      const answer = await browser.comeBack(sentBack);
      expect(new URL(answer.headers.get('location')!).searchParams.get('error')).toBe(
        'temporarily_unavailable',
      );
    },
  );

  it.each(awkwardCases(provider))('meets what is awkward: %s', async (awkward, isAccepted) => {
    const { searchParams } = await newBrowser().run(provider, { person: newcomer(), awkward });
    expect([searchParams.has('code'), searchParams.get('error')]).toEqual(
      isAccepted ? [true, null] : [false, 'access_denied'],
    );
  });
});

describe('the start of a redirect sign-in', () => {
  it.each([
    '/docs?tab=1',
    `${PUBLIC_URL}/anywhere`,
    APP_URL,
    `${APP_URL}/deeper?x=1#part`,
    'com.example.app://done',
  ])('may end at %s', async (returnTo) => {
    const end = await newBrowser().run('google', {}, { returnTo });
    expect(end.searchParams.get('code')).toMatch(/^lkx_/);
    const expected = new URL(returnTo, PUBLIC_URL);
    end.searchParams.delete('code');
    expect(end.href).toBe(expected.href);
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '\\\\evil.example',
    'https://evil.example',
    'https://accounts.example.com.evil.example/',
    'https://accounts.example.com@evil.example/',
    'https://evil@accounts.example.com/',
    'https://accounts.example.com\\@evil.example/',
    'http://accounts.example.com/docs',
    'https://accounts.example.com:444/docs',
    'https://app.example.com/',
    'https://app.example.com/signed-in-evil',
    'https://app.example.com/signed-in/../other',
    'https://app.example.com/signed-in/%2e%2e/other',
    'javascript:alert(1)',
    'data:text/html,x',
    'com.example.app://other',
    'docs',
    ' /docs',
  ])('does not go to %j', async (returnTo) => {
    const answer = await newBrowser().start('google', { returnTo });
    expect([answer.status, answer.headers.get('location'), answer.headers.getSetCookie()]).toEqual([
      400,
      null,
      [],
    ]);
  });

  it('needs a place to return to', async () => {
    const answer = await newBrowser().start('google', {});
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, 'returnTo']);
  });

  it('needs a provider that has redirects', async () => {
    for (const provider of ['firebase', 'github', 'google%2F']) {
      expect((await newBrowser().start(provider)).status).toBe(404);
    }
  });

  it('needs a provider with a secret, and an application that exists', async () => {
    for (const provider of PROVIDERS) {
      const { status, body } = await newBrowser(bare).start(provider);
      expect([status, body.code]).toEqual([422, 'sessions.redirect_off']);
    }
    const unknown = await newBrowser().start('google', { returnTo: '/docs', applicationId: 'nowhere' });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'applications.not_found']);
  });

  it('keeps a handful of flows in a browser, so that headers stay short', async () => {
    browser = newBrowser();
    const started = [];
    for (let tab = 0; tab < 7; tab += 1) {
      started.push(await browser.start('google'));
    }
    expect(browser.cookies.size).toBe(4);
    const last = await browser.comeBack(await browser.decide(started[6]));
    expect(last.status).toBe(302);
    const first = await browser.comeBack(await browser.decide(started[0]));
    expect(first.status).toBe(400);
  });
});

describe('the callback', () => {
  it.each([
    ['nothing', ''],
    ['a code alone', '?code=x'],
    ['a made-up state', '?code=x&state=made-up'],
    ['an error without our state', '?error=access_denied'],
    ['an endless state', `?state=${'x'.repeat(5_000)}`],
  ])('refuses %s', async (_case, query) => {
    for (const provider of PROVIDERS) {
      const answer = await api.http.get(`/v1/sessions/${provider}/callback${query}`);
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    }
  });

  it('does not take the flow of one provider for that of another', async () => {
    browser = newBrowser();
    const { url } = await browser.decide(await browser.start('google'));
    const answer = await browser.comeBack({ url: url.replace('/google/', '/facebook/'), form: null });
    expect(answer.status).toBe(400);
    expect((await browser.comeBack({ url, form: null })).status).toBe(302);
  });

  it('does not take a cookie that was changed', async () => {
    browser = newBrowser();
    const sentBack = await browser.decide(await browser.start('google'));
    const [[name, value]] = [...browser.cookies];
    browser.cookies.set(name, value.slice(0, -4) + (value.endsWith('AAAA') ? 'BBBB' : 'AAAA'));
    expect((await browser.comeBack(sentBack)).status).toBe(400);
  });

  it('ends after ten minutes', async () => {
    browser = newBrowser();
    const sentBack = await browser.decide(await browser.start('apple'));
    await api.sql(
      "UPDATE redirect_states SET expires_at = now() - interval '1 second' WHERE used_at IS NULL",
    );
    expect((await browser.comeBack(sentBack)).status).toBe(400);
  });

  it('takes no cookie that is older, whatever the browser does with its age', async () => {
    browser = newBrowser();
    const sentBack = await browser.decide(await browser.start('google'));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 });
    try {
      const { status, body } = await browser.comeBack(sentBack);
      expect([status, body.errors[0].code]).toEqual([400, 'sessions.state_refused']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('passes over what providers add', async () => {
    browser = newBrowser();
    const { url } = await browser.decide(await browser.start('google'));
    const answer = await browser.comeBack({ url: `${url}&scope=openid&authuser=0&prompt=none`, form: null });
    expect(answer.status).toBe(302);
  });

  it("keeps the first of Apple's answers only, and its code in no URL", async () => {
    browser = newBrowser();
    const { url, form } = await browser.decide(await browser.start('apple'));
    const { pathname } = new URL(url);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const post = () => api.http.post(pathname, new URLSearchParams(form!).toString(), { headers });
    const posted = await post();
    const { searchParams } = new URL(posted.headers.get('location')!);
    expect([posted.status, [...searchParams.keys()]]).toEqual([303, ['state']]);
    expect((await post()).status).toBe(400);
    const [row] = await api.sql<{ answer: Buffer }>(
      'SELECT answer FROM redirect_states WHERE used_at IS NULL AND answer IS NOT NULL',
    );
    expect(row.answer.toString('latin1')).not.toContain(form!.code);
  });
});

describe('the code', () => {
  async function newCode(): Promise<string> {
    const end = await newBrowser().run('google', { person: newcomer() });
    return end.searchParams.get('code')!;
  }

  it('is refused when it is malformed or made up', async () => {
    for (const code of ['x', `lkx_${'A'.repeat(49)}`, (await newCode()).replace(/.$/, '~')]) {
      const { status, body } = await api.http.post('/v1/sessions/exchange', { code });
      expect([status, body.code]).toEqual([401, 'sessions.code_refused']);
    }
    expect((await api.http.post('/v1/sessions/exchange', {})).status).toBe(400);
  });

  it('is stored as a hash, and no longer good after two minutes', async () => {
    const code = await newCode();
    const rows = await api.sql<{ seconds: number; text: string }>(
      `SELECT extract(epoch FROM expires_at - now())::int AS seconds, encode(code_hash, 'escape') AS text FROM sign_in_codes`,
    );
    expect(rows.every(({ seconds, text }) => seconds <= 120 && !text.includes(code.slice(4, 20)))).toBe(true);
    await api.sql("UPDATE sign_in_codes SET expires_at = now() - interval '1 second'");
    expect((await api.http.post('/v1/sessions/exchange', { code })).status).toBe(401);
  });

  it('is over with its session', async () => {
    const code = await newCode();
    const [{ user_id: userId }] = await api.sql<{ user_id: string }>(
      'SELECT user_id FROM sign_in_codes ORDER BY expires_at DESC LIMIT 1',
    );
    await api.admin.delete(`/v1/users/${userId}/sessions`);
    expect((await api.http.post('/v1/sessions/exchange', { code })).status).toBe(401);
  });
});

describe('the audit trail', () => {
  it('has the sign-ins that were refused', async () => {
    const before = new Date(Date.now() - 1_000).toISOString();
    await newBrowser().run('google', { person: 'nobody' });
    const rows = await api.sql<{ reason: string }>(
      `SELECT reason FROM audit_events WHERE event = 'session.created' AND outcome = 'failure' AND at > $1 ORDER BY at DESC LIMIT 1`,
      [before],
    );
    expect(rows[0].reason).toBe('sessions.provider_denied');
  });
});
