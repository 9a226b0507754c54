import { type LinkPurpose, LinksService } from '../../../src/core/links/links.service.js';
import type { ContractRequest, Send } from '../contract.js';
import { exhaust, newName, type World } from '../world.js';
import type { Drivers } from './driver.js';

const REFUSED = 'links.refused';
const NEW_PASSWORD = 'staple correct battery';

/** The token of a link as it is mailed. */
function linkFor(world: World, userId: string, purpose: LinkPurpose, email: string): Promise<string> {
  return world.api.app.get(LinksService, { strict: false }).create(userId, purpose, email);
}

/** What is asked for where no mail is sent. */
async function withoutMail({ contract }: World, id: string, request: ContractRequest): Promise<void> {
  const environment = { NODE_ENV: 'production', RATE_LIMITS: 'on' };
  await contract.onReplica(environment, async (off) => {
    await off.sender(id)(request, 503, 'mail.off');
  });
}

async function looksAt(send: Send): Promise<void> {
  await send({ path: { token: 'anything' } }, 200);
}

export const mailFlowDrivers: Drivers = {
  async requestEmailVerification(send, world) {
    const { accessToken: as } = await world.person();
    await send({ as }, 202);
    await withoutMail(world, 'requestEmailVerification', { as });
    await exhaust(world, 'requestEmailVerification', { as });
  },

  showEmailVerification: looksAt,

  async redeemEmailVerification(send, world) {
    const person = await world.person();
    const token = await linkFor(world, person.id, 'email_verification', person.email);
    await send({ path: { token } }, 204);
    await send({ path: { token } }, 422, REFUSED);
    await send({ path: { token: 'nonsense' } }, 422, REFUSED);
    const { email } = await world.person();
    const taken = await linkFor(world, person.id, 'email_change', email);
    await send({ path: { token: taken } }, 409, 'users.email_taken');
  },

  async requestEmailChange(send, world) {
    const person = await world.person();
    const request = {
      as: person.accessToken,
      path: { userId: 'me' },
      body: { email: `${newName()}@example.com` },
    };
    await send(request, 202);
    await send({ ...request, body: { email: 'nobody' } }, 400, 'request.invalid');
    const { accessToken: as } = await world.administrator();
    await send({ ...request, as, path: { userId: person.id } }, 403, 'users.not_own_address');
    await withoutMail(world, 'requestEmailChange', request);
    await exhaust(world, 'requestEmailChange', request);
    await world.api.sql("UPDATE sessions SET authenticated_at = now() - interval '6 minutes' WHERE id = $1", [
      person.sessionId,
    ]);
    await send(request, 403, 'authentication.sign_in_too_old');
  },

  async requestPasswordReset(send, world) {
    const { email } = await world.person();
    await send({ body: { email } }, 202);
    await send({ body: { email: `${newName()}@example.com` } }, 202);
    await send({ body: { email: 'nobody' } }, 400, 'request.invalid');
    await withoutMail(world, 'requestPasswordReset', { body: { email } });
    await exhaust(world, 'requestPasswordReset', { body: { email } });
  },

  showPasswordReset: looksAt,

  async redeemPasswordReset(send, world) {
    const person = await world.person();
    const token = await linkFor(world, person.id, 'password_reset', person.email);
    await send({ path: { token }, body: { newPassword: 'password1' } }, 400, 'password.too_common');
    await send({ path: { token }, body: { newPassword: 7 } }, 400, 'request.invalid');
    await send({ path: { token }, body: { newPassword: NEW_PASSWORD } }, 204);
    await send({ path: { token }, body: { newPassword: NEW_PASSWORD } }, 422, REFUSED);
    await send({ path: { token: 'nonsense' }, body: { newPassword: NEW_PASSWORD } }, 422, REFUSED);
  },
};
