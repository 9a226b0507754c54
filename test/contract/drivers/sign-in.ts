import { expect } from 'vitest';
import { PASSWORD } from '../../support/create-test-app.js';
import { exhaust, newName, NOBODY } from '../world.js';
import type { Drivers } from './driver.js';

const BAD_PASSWORDS = [
  ['short', 'password.too_short'],
  ['x'.repeat(256), 'password.too_long'],
  ['password1', 'password.too_common'],
];

export const signInDrivers: Drivers = {
  async signUp(send, world) {
    const email = `${newName()}@example.com`;
    const username = newName();
    const answer = await send(
      { body: { email, username, password: PASSWORD, phone: '+44 20 7946 0000' } },
      201,
    );
    expect(answer.headers.get('location')).toBe(`/v1/sessions/${answer.body.session.id}`);
    await send({ body: { email, password: PASSWORD } }, 409, 'users.email_taken');
    const other = `${newName()}@example.com`;
    await send({ body: { email: other, username, password: PASSWORD } }, 409, 'users.username_taken');
    for (const [password, word] of BAD_PASSWORDS) {
      await send({ body: { email: other, password } }, 400, word);
    }
    await send({ body: { email: other, password: `${other} 1` } }, 400, 'password.too_personal');
    await send({ body: { email: 'nobody', password: PASSWORD } }, 400, 'request.invalid');
    const nowhere = { email: other, password: PASSWORD, profile: { applicationId: 'no-such-shop' } };
    await send({ body: nowhere }, 404, 'applications.not_found');
    const { name: applicationId } = await world.application();
    const profile = { applicationId, displayName: 'Countess' };
    await send({ body: { email: `${newName()}@example.com`, password: PASSWORD, profile } }, 201);
    const body = { email: other, password: PASSWORD };
    await world.contract.onReplica({ SIGN_UP: 'closed' }, async (closed) => {
      await closed.sender('signUp')({ body }, 403, 'sign_up.closed');
    });
    await send({ body }, 201);
    await exhaust(world, 'signUp', { body });
  },

  async createSession(send, world) {
    const { email } = await world.person();
    await send({ body: { identifier: email, password: PASSWORD } }, 201);
    await send({ body: { identifier: email, password: 'wrong' } }, 401, 'sessions.credentials_refused');
    await send({ body: { identifier: newName(), password: PASSWORD } }, 401, 'sessions.credentials_refused');
    await send({ body: { identifier: email } }, 400, 'request.invalid');
    const right = { identifier: email, password: PASSWORD };
    const { name: applicationId } = await world.application();
    await send({ body: { ...right, applicationId } }, 201);
    await send({ body: { ...right, applicationId: 'no-such-shop' } }, 404, 'applications.not_found');
    await send({ body: { ...right, profileId: NOBODY } }, 404, 'profiles.not_found');
    await send({ body: { ...right, profileSelector: 'x' } }, 400, 'profiles.selector_malformed');
    await exhaust(world, 'createSession', { body: { identifier: newName(), password: 'wrong' } });
  },

  async refreshSession(send, world) {
    const { refreshToken } = await world.person();
    await send({ body: { refreshToken } }, 200);
    await send({ body: { refreshToken: 'lkr_nothing' } }, 401, 'sessions.refresh_token_refused');
    await send({ body: { refreshToken: 7 } }, 400, 'request.invalid');
  },
};
