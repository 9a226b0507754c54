import { newcomer } from '../../support/provider-people.js';
import { RedirectBrowser } from '../../support/redirect-browser.js';
import { newName, type World } from '../world.js';
import type { Drivers } from './driver.js';

const PROVIDERS = ['google', 'apple', 'facebook'];
const STATE_REFUSED = 'sessions.state_refused';
const SECRETS = ['GOOGLE_CLIENT_SECRET', 'APPLE_TEAM_ID', 'APPLE_KEY_ID', 'APPLE_PRIVATE_KEY'];

async function newCode({ api }: World): Promise<string> {
  const end = await new RedirectBrowser(api.http).run('google', { person: newcomer() });
  return end.searchParams.get('code')!;
}

export const redirectDrivers: Drivers = {
  async startRedirect(send, { contract }) {
    const query = { returnTo: '/docs' };
    for (const provider of PROVIDERS) {
      await send({ path: { provider }, query }, 302);
    }
    const google = { provider: 'google' };
    await send({ path: google }, 400, 'request.invalid');
    await send({ path: google, query: { returnTo: '//evil.example' } }, 400, 'sessions.return_url_refused');
    await send({ path: { provider: 'firebase' }, query }, 404, 'request.not_found');
    const applicationId = newName();
    await send({ path: google, query: { ...query, applicationId } }, 404, 'applications.not_found');
    await contract.onReplica(Object.fromEntries(SECRETS.map((name) => [name, ''])), async (tokensOnly) => {
      await tokensOnly.sender('startRedirect')({ path: google, query }, 422, 'sessions.redirect_off');
    });
  },

  async finishRedirect(send, { api }) {
    const path = { provider: 'google' };
    const browser = new RedirectBrowser(api.http);
    const { url } = await browser.decide(await browser.start('google'), { person: newcomer() });
    const query = Object.fromEntries(new URL(url).searchParams);
    const headers = { cookie: browser.cookieHeader };
    await send({ path, query }, 400, STATE_REFUSED);
    await send({ path, query, headers }, 302);
    await send({ path, query, headers }, 400, STATE_REFUSED);
    await send({ path: { provider: 'github' }, query }, 404, 'request.not_found');
  },

  async postAppleAnswer(send, { api }) {
    const browser = new RedirectBrowser(api.http);
    const { form } = await browser.decide(await browser.start('apple'), { person: newcomer() });
    const body = new URLSearchParams(form!).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await send({ body, headers }, 303);
    await send({ body, headers }, 400, STATE_REFUSED);
    await send({ body: { state: 'made up' } }, 400, STATE_REFUSED);
  },

  async exchangeCode(send, world) {
    const code = await newCode(world);
    await send({ body: { code } }, 200);
    await send({ body: { code } }, 401, 'sessions.code_refused');
    await send({ body: {} }, 400, 'request.invalid');
  },
};
