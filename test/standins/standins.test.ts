import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, importPKCS8, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AWKWARD_TOKENS } from '../../src/standins/awkward-tokens.js';
import { startStandins, type TestStandins } from '../support/standins.js';

const CALLBACK = 'https://accounts.example.com/v1/sessions';
const VERIFIER = randomBytes(32).toString('base64url');
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

let standins: TestStandins;
beforeAll(async () => {
  standins = await startStandins();
});
afterAll(() => standins.close());

interface Reply {
  status: number;
  headers: Headers;
  text: string;
  // Every provider answers in its own shape.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any;
}

async function ask(
  path: string,
  form?: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await fetch(`${standins.base}${path}`, {
    method: form === undefined ? 'GET' : 'POST',
    redirect: 'manual',
    headers,
    body: form === undefined ? undefined : new URLSearchParams(form),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : null,
  };
}

function authorization(provider: string, members: Record<string, string> = {}): Record<string, string> {
  const { GOOGLE_CLIENT_IDS, APPLE_CLIENT_IDS, FACEBOOK_APP_ID } = standins.environment;
  const ids: Record<string, string> = {
    google: GOOGLE_CLIENT_IDS,
    apple: APPLE_CLIENT_IDS,
    facebook: FACEBOOK_APP_ID,
  };
  return {
    client_id: ids[provider],
    redirect_uri: `${CALLBACK}/${provider}/callback`,
    response_type: 'code',
    scope: provider === 'apple' ? 'name email' : 'openid email profile',
    state: 'a state & more',
    ...(provider === 'apple' ? { response_mode: 'form_post' } : {}),
    ...members,
  };
}

const PATHS: Record<string, string> = {
  google: '/google/authorize',
  apple: '/apple/authorize',
  facebook: '/facebook/dialog/oauth',
};

async function codeOf(provider: string, members: Record<string, string> = {}): Promise<string> {
  const { headers, text } = await ask(PATHS[provider], {
    ...authorization(provider),
    person: 'ada',
    ...members,
  });
  return provider === 'apple'
    ? /name="code" value="([^"]+)"/.exec(text)![1]
    : new URL(headers.get('location')!).searchParams.get('code')!;
}

function tokenRequest(code: string, members: Record<string, string> = {}) {
  const { GOOGLE_CLIENT_IDS, GOOGLE_CLIENT_SECRET } = standins.environment;
  return {
    grant_type: 'authorization_code',
    client_id: GOOGLE_CLIENT_IDS,
    client_secret: GOOGLE_CLIENT_SECRET,
    redirect_uri: `${CALLBACK}/google/callback`,
    code,
    ...members,
  };
}

describe('an authorize page', () => {
  it.each(Object.keys(PATHS))('of %s asks who to be and sends that person back', async (provider) => {
    const parameters = authorization(provider);
    const asked = await ask(`${PATHS[provider]}?${new URLSearchParams(parameters)}`);
    expect(asked.status).toBe(200);
    expect(asked.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(asked.text).toContain('Ada Lovelace');
    expect(asked.text).not.toMatch(/<style|style=|<script>|onclick/);

    const decided = await ask(PATHS[provider], { ...parameters, person: 'ada' });
    if (provider === 'apple') {
      expect(decided.text).toContain(`action="${CALLBACK}/apple/callback"`);
      expect(decided.text).toContain('name="state" value="a state &amp; more"');
    } else {
      const location = new URL(decided.headers.get('location')!);
      expect([decided.status, location.searchParams.get('state')]).toEqual([303, 'a state & more']);
    }
  });

  it('escapes what it is given', async () => {
    const { text } = await ask(
      `/google/authorize?${new URLSearchParams(authorization('google', { state: '"><script>alert(1)</script>' }))}`,
    );
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it.each([
    ['an unknown client', { client_id: 'somebody-else' }],
    ['another address', { redirect_uri: `${CALLBACK}/google/callback/` }],
    ['a longer address', { redirect_uri: `${CALLBACK}/google/callback?next=//evil.example` }],
    ['no address', { redirect_uri: '' }],
  ])('sends nobody anywhere for %s', async (_case, members) => {
    const parameters = authorization('google', members);
    for (const answer of [
      await ask(`/google/authorize?${new URLSearchParams(parameters)}`),
      await ask('/google/authorize', { ...parameters, person: 'ada' }),
    ]) {
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    }
  });

  it.each([
    ['google', { response_type: 'token' }, 'unsupported_response_type'],
    ['google', { code_challenge: CHALLENGE, code_challenge_method: 'plain' }, 'invalid_request'],
    ['google', { code_challenge: 'short', code_challenge_method: 'S256' }, 'invalid_request'],
    ['google', { person: 'nobody' }, 'access_denied'],
    ['apple', { response_mode: 'query' }, 'invalid_request'],
  ])('tells the client of %s what is wrong: %j', async (provider, members: Record<string, string>, error) => {
    const { headers } = await ask(PATHS[provider], {
      ...authorization(provider),
      person: 'ada',
      ...members,
    });
    const { searchParams } = new URL(headers.get('location')!);
    expect([searchParams.get('error'), searchParams.get('state')]).toEqual([error, 'a state & more']);
  });

  it("tells Apple's clients the name once", async () => {
    const somebody = { person: 'new', firstName: 'Once', lastName: 'Only', email: 'once@example.com' };
    const pages = [
      await ask(PATHS.apple, { ...authorization('apple'), ...somebody }),
      await ask(PATHS.apple, { ...authorization('apple'), ...somebody }),
    ];
    expect(pages.map(({ text }) => text.includes('name="user"'))).toEqual([true, false]);
    expect(pages[0].text).toContain('&quot;firstName&quot;:&quot;Once&quot;');
  });
});

describe('the token endpoint of Google', () => {
  it('exchanges a code once, for a token that its keys verify', async () => {
    const code = await codeOf('google', {
      nonce: 'n',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
    });
    const { json, status } = await ask('/google/token', tokenRequest(code, { code_verifier: VERIFIER }));
    expect(status).toBe(200);
    const keys = createLocalJWKSet((await ask('/google/keys')).json);
    const { payload } = await jwtVerify(json.id_token as string, keys, {
      issuer: `${standins.base}/google`,
      audience: standins.environment.GOOGLE_CLIENT_IDS,
      algorithms: ['RS256'],
    });
    expect(payload).toMatchObject({ email: 'ada@example.com', email_verified: true, nonce: 'n' });
    const userinfo = await ask('/google/userinfo', undefined, {
      authorization: `Bearer ${json.access_token}`,
    });
    expect(userinfo.json).toMatchObject({ sub: payload.sub, name: 'Ada Lovelace' });
    const again = await ask('/google/token', tokenRequest(code, { code_verifier: VERIFIER }));
    expect([again.status, again.json.error]).toEqual([400, 'invalid_grant']);
  });

  it.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
    ['no secret', { client_secret: '' }, 401, 'invalid_client'],
    ['another address', { redirect_uri: 'https://evil.example' }, 400, 'invalid_grant'],
    ['a wrong verifier', { code_verifier: 'wrong' }, 400, 'invalid_grant'],
    ['no verifier', {}, 400, 'invalid_grant'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ])('refuses %s', async (_case, members, status, error) => {
    const code = await codeOf('google', { code_challenge: CHALLENGE, code_challenge_method: 'S256' });
    const answer = await ask('/google/token', tokenRequest(code, members));
    expect([answer.status, answer.json.error]).toEqual([status, error]);
  });

  it('takes the secret by Basic as well, and a verifier only where there was a challenge', async () => {
    const { GOOGLE_CLIENT_IDS: id, GOOGLE_CLIENT_SECRET: secret } = standins.environment;
    const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64');
    const { grant_type, redirect_uri, code } = tokenRequest(await codeOf('google'));
    const rest = { grant_type, redirect_uri, code };
    const headers = { authorization: `Basic ${basic}` };
    expect((await ask('/google/token', rest, headers)).status).toBe(200);
    const unasked = tokenRequest(await codeOf('google'), { code_verifier: VERIFIER });
    expect((await ask('/google/token', unasked)).json.error).toBe('invalid_grant');
  });
});

describe('the token endpoint of Apple', () => {
  async function secret(members: Record<string, unknown> = {}, kid?: string): Promise<string> {
    const { APPLE_CLIENT_IDS, APPLE_TEAM_ID, APPLE_KEY_ID, APPLE_PRIVATE_KEY } = standins.environment;
    const issued = Math.floor(Date.now() / 1_000);
    return new SignJWT({
      iss: APPLE_TEAM_ID,
      sub: APPLE_CLIENT_IDS,
      aud: `${standins.base}/apple`,
      iat: issued,
      exp: issued + 300,
      ...members,
    })
      .setProtectedHeader({ alg: 'ES256', kid: kid ?? APPLE_KEY_ID })
      .sign(await importPKCS8(APPLE_PRIVATE_KEY, 'ES256'));
  }

  it.each<[string, Record<string, unknown>, string | undefined, number]>([
    ['as it should be', {}, undefined, 200],
    ['of another team', { iss: 'OTHER' }, undefined, 400],
    ['for another audience', { aud: 'https://appleid.apple.com' }, undefined, 400],
    ['good for a year', { exp: Math.floor(Date.now() / 1_000) + 31_536_000 }, undefined, 400],
    ['expired', { exp: 1 }, undefined, 400],
    ['of another key', {}, 'OTHERKEY', 400],
  ])('looks at the signed client secret: %s', async (_case, members, kid, status) => {
    const code = await codeOf('apple');
    const answer = await ask('/apple/token', {
      grant_type: 'authorization_code',
      client_id: standins.environment.APPLE_CLIENT_IDS,
      client_secret: await secret(members, kid),
      redirect_uri: `${CALLBACK}/apple/callback`,
      code,
    });
    expect([answer.status, answer.json.error]).toEqual([
      status,
      status === 200 ? undefined : 'invalid_client',
    ]);
    if (status === 200) {
      expect(decodeJwt(answer.json.id_token as string)).toMatchObject({ email_verified: 'true' });
    }
  });
});

describe('the Graph API of Facebook', () => {
  const proofOf = (token: string) =>
    createHmac('sha256', standins.environment.FACEBOOK_APP_SECRET).update(token).digest('hex');
  const debug = (token: string) =>
    ask(`/facebook/graph/debug_token?input_token=${token}`, undefined, {
      authorization: `Bearer ${standins.environment.FACEBOOK_APP_ID}|${standins.environment.FACEBOOK_APP_SECRET}`,
    });

  it('says whose a token is to the app that it was issued to', async () => {
    const token = standins.facebookAccessToken();
    const { json } = await debug(token);
    expect(json.data).toMatchObject({ app_id: standins.environment.FACEBOOK_APP_ID, is_valid: true });
    const headers = { authorization: `Bearer ${token}` };
    const query = `fields=name,email,picture&appsecret_proof=${proofOf(token)}`;
    const me = await ask(`/facebook/graph/me?${query}`, undefined, headers);
    expect(me.json).toMatchObject({ id: json.data.user_id, email: 'ada@example.com', name: 'Ada Lovelace' });
    const unproven = await ask('/facebook/graph/me?fields=name', undefined, headers);
    expect([unproven.status, unproven.json.error.type]).toEqual([400, 'GraphMethodException']);
  });

  it('knows tokens of another app, expired ones and made-up ones', async () => {
    const debugged = async (awkward: 'wrong-app' | 'expired' | 'never-issued') =>
      (await debug(standins.facebookAccessToken({ awkward }))).json.data;
    expect(await debugged('wrong-app')).toMatchObject({ app_id: '999999999999999', is_valid: true });
    expect(await debugged('expired')).toMatchObject({ is_valid: false, error: { code: 190 } });
    expect(await debugged('never-issued')).toMatchObject({ is_valid: false });
    const stranger = await ask('/facebook/graph/debug_token?input_token=x', undefined, {
      authorization: 'Bearer 1|2',
    });
    expect(stranger.status).toBe(400);
  });

  it('exchanges a code once', async () => {
    const parameters = new URLSearchParams({
      client_id: standins.environment.FACEBOOK_APP_ID,
      client_secret: standins.environment.FACEBOOK_APP_SECRET,
      redirect_uri: `${CALLBACK}/facebook/callback`,
      code: await codeOf('facebook'),
    });
    const path = `/facebook/graph/oauth/access_token?${parameters}`;
    const { json } = await ask(path);
    expect((await debug(json.access_token as string)).json.data.is_valid).toBe(true);
    expect((await ask(path)).status).toBe(400);
  });
});

describe('the keys', () => {
  it('rotate: the new one signs, the one before is published still, older ones are gone', async () => {
    const { keys } = standins.standins.firebase;
    const kids = async () =>
      (await ask('/firebase/keys')).json.keys.map(({ kid }: { kid: string }) => kid) as string[];
    const [first] = await kids();
    await keys.rotate();
    const [second, ...older] = await kids();
    expect(older).toEqual([first]);
    await keys.rotate();
    expect((await kids()).slice(1)).toEqual([second]);
    expect(JSON.stringify((await ask('/firebase/keys')).json)).not.toContain('"d"');
  });
});

describe('the list of awkward tokens', () => {
  it('has a name of its own and a sentence for each', () => {
    const names = AWKWARD_TOKENS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(AWKWARD_TOKENS.filter(({ sentence }) => !/^[A-Z].+\.$/.test(sentence))).toEqual([]);
  });

  it.each(AWKWARD_TOKENS.filter((one) => 'signature' in one && !one.isAccepted).map(({ name }) => name))(
    'really breaks the signature: %s',
    async (awkward) => {
      const keys = createLocalJWKSet((await ask('/google/keys')).json);
      await expect(jwtVerify(await standins.google({ awkward }), keys)).rejects.toThrow();
    },
  );
});

describe('the server', () => {
  it('refuses in the form of OAuth what it does not know', async () => {
    const missing = await ask('/google/nothing');
    expect([missing.status, missing.json.error]).toEqual([404, 'not_found']);
    const wrongMethod = await ask('/google/token');
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST']);
    const chosen = await ask('/tokens', { credential: 'github code', person: 'ada' });
    expect([chosen.status, chosen.json.error]).toEqual([400, 'invalid_request']);
  });

  it('hands out tokens on its page', async () => {
    const { text } = await ask('/tokens', {
      credential: 'firebase identityToken',
      person: 'grace',
      awkward: 'expired',
    });
    const token = /&quot;identityToken&quot;: &quot;([^&]+)&quot;/.exec(text)![1];
    expect(decodeJwt(token)).toMatchObject({ email: 'grace@example.com' });
    expect(text).toContain('Latchkey refuses it.');
  });
});
