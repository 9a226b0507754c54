import { Injectable } from '@nestjs/common';
import type { Principal } from '../authorization/principal.js';
import { OpaqueTokensService } from '../core/opaque-tokens/opaque-tokens.service.js';
import { SessionsService } from '../core/sessions/sessions.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';

/** Gives up the credential of a request. */
@Injectable()
export class SignOutService {
  constructor(
    private readonly tokens: OpaqueTokensService,
    private readonly sessions: SessionsService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Ends the opaque token that was presented, and the session that the credential belongs to.
   * @throws SessionNotFoundError when there is nothing to end: a signed token that was made with an API key is over with
   * the key
   */
  async signOut(principal: Principal): Promise<void> {
    await this.unitOfWork.run(async () => {
      if (principal.opaqueToken !== undefined) {
        await this.tokens.revoke(principal, principal.opaqueToken.id);
      }
      if (principal.sessionId !== null || principal.opaqueToken === undefined) {
        await this.sessions.endCurrent(principal);
      }
    });
  }
}
