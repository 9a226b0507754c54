import { Injectable } from '@nestjs/common';
import { type AuditParty, AuditService, userParty } from '../audit/audit.service.js';
import { EventsService } from '../events/events.service.js';

/** What happens to accounts, for the audit trail and for those who listen; in the transaction of the change. */
@Injectable()
export class UserEvents {
  constructor(
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /** @param changed what is said of the change besides */
  async note(
    event: string,
    actor: AuditParty,
    userId: string,
    changed?: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.record({ event, outcome: 'success', actor, subject: userParty(userId), changed });
    await this.events.publish(event, { userId, ...changed });
  }
}
