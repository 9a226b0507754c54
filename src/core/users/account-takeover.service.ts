import { Injectable } from '@nestjs/common';
import { ApiKeysService } from '../api-keys/api-keys.service.js';
import { AuditService, userParty } from '../audit/audit.service.js';
import { EventsService } from '../events/events.service.js';
import { IdentitiesService } from '../identities/identities.service.js';
import { PasswordsService } from '../identities/passwords.service.js';
import { LinksService } from '../links/links.service.js';
import { GrantsService } from '../roles/grants.service.js';
import { SecretsService } from '../secrets/secrets.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { applyInput } from './user-fields.js';
import type { UserInput } from './user-input.js';
import { UsersService } from './users.service.js';

const FORMER_OWNERS = {
  displayName: null,
  firstName: null,
  lastName: null,
  nickname: null,
  phone: null,
  pictureUrl: null,
  contactInfo: null,
} as const satisfies UserInput;

/** Hands an account that was opened with somebody else's address to the person who proved that it is theirs. */
@Injectable()
export class AccountTakeover {
  constructor(
    private readonly users: UsersService,
    private readonly identities: IdentitiesService,
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionsService,
    private readonly apiKeys: ApiKeysService,
    private readonly secrets: SecretsService,
    private readonly links: LinksService,
    private readonly grants: GrantsService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /**
   * Removes everything that the one who opened the account could come back by, and what it says of them. The row, its
   * user name and its books stay. For accounts with role `user` at most, in an open transaction that has locked them.
   * @param input what is known of the new owner
   */
  async run(userId: string, input: UserInput): Promise<void> {
    const user = await this.users.lock(userId);
    await this.passwords.delete(userId);
    await this.identities.deleteAll(userId);
    await this.sessions.endAll(userId, 'account_taken_over');
    await this.apiKeys.revokeAll(userId, 'account_taken_over');
    await this.secrets.deleteAll(userId);
    await this.links.deleteAll(userId);
    await this.grants.takeAll(userId);
    await applyInput(user, { ...FORMER_OWNERS, ...input, emailVerified: true });
    await this.users.save(user);
    const event = 'user.taken_over';
    const party = userParty(userId);
    await this.audit.record({ event, outcome: 'success', actor: party, subject: party });
    await this.events.publish(event, { userId });
  }
}
