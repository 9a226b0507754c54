import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { statement, Sql } from '../../database/sql.js';
import { actorOf, AuditService, userParty } from '../audit/audit.service.js';
import { sessionOfRow, type SessionRow, type SessionView } from './session.row.js';
import { SessionNotFoundError } from './sessions.errors.js';

const useProfile = statement(
  'use-profile',
  `UPDATE sessions SET profile_id = $3, application_id = coalesce($4, application_id)
    WHERE id = $1 AND user_id = $2 AND ended_at IS NULL RETURNING *`,
);
const endOfApplication = statement(
  'end-sessions-of-application',
  `UPDATE sessions SET ended_at = coalesce(ended_at, now()), end_reason = coalesce(end_reason, 'application_deleted'),
          application_id = NULL, profile_id = NULL, client_id = NULL
    WHERE application_id = $1`,
);
const endOfClient = statement(
  'end-sessions-of-client',
  `UPDATE sessions SET ended_at = coalesce(ended_at, now()), end_reason = coalesce(end_reason, 'client_deleted'),
          client_id = NULL
    WHERE client_id = $1`,
);

/** What sessions are for: their application, profile and OAuth client, and what becomes of them when that goes. */
@Injectable()
export class SessionPurposes {
  constructor(
    private readonly sql: Sql,
    private readonly audit: AuditService,
  ) {}

  /**
   * Puts another profile in use for the caller's session, in the open transaction.
   * @param profileId null for none
   * @param applicationId null for the one it is for already
   * @throws SessionNotFoundError
   */
  async useProfile(
    principal: Principal,
    profileId: string | null,
    applicationId: string | null,
  ): Promise<SessionView> {
    const { sessionId, userId } = principal;
    const values = [sessionId, userId, profileId, applicationId];
    const [row] = await this.sql.query<SessionRow>(useProfile, values);
    if (row === undefined) {
      throw new SessionNotFoundError();
    }
    await this.audit.record({
      event: 'session.profile_chosen',
      outcome: 'success',
      actor: actorOf(principal),
      subject: userParty(userId),
      sessionId,
      changed: { profileId },
    });
    return sessionOfRow(row);
  }

  /** Ends every session of an application, as a part of its deletion: what they were for is gone with it. */
  async endOfApplication(applicationId: string): Promise<void> {
    await this.sql.change(endOfApplication, [applicationId]);
  }

  /** Ends every session that an OAuth client opened, as a part of its deletion. */
  async endOfClient(clientId: string): Promise<void> {
    await this.sql.change(endOfClient, [clientId]);
  }
}
