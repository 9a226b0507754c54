import { Injectable } from '@nestjs/common';
import type { Principal } from '../authorization/principal.js';
import { OpaqueTokensService, type TokenHolder } from '../core/opaque-tokens/opaque-tokens.service.js';
import { ApiKeyPrincipals } from './api-key-principals.js';
import { SessionPrincipals } from './session-principals.js';

/** Who an opaque token stands for right now: whoever its session or its API key does. */
@Injectable()
export class OpaqueTokenPrincipals {
  constructor(
    private readonly tokens: OpaqueTokensService,
    private readonly sessions: SessionPrincipals,
    private readonly apiKeys: ApiKeyPrincipals,
  ) {}

  /**
   * @param audience the face that the token was presented to
   * @returns null when the token is unknown, expired, revoked, of another audience, of a client, of a session or key
   * that is over, or of an account that may not sign in
   */
  async find(token: string, audience: string): Promise<Principal | null> {
    const issued = await this.tokens.find(token, audience);
    if (issued === null) {
      return null;
    }
    const principal = await this.principalOf(issued.hash, issued.holder);
    return principal === null
      ? null
      : { ...principal, credential: 'opaque-token', opaqueToken: { id: issued.id, grant: issued.grant } };
  }

  private async principalOf(hash: Buffer, holder: TokenHolder): Promise<Principal | null> {
    if ('sessionId' in holder) {
      return this.sessions.findByToken(hash, holder.userId);
    }
    return 'apiKeyId' in holder
      ? this.apiKeys.findByToken(hash, holder.userId, holder.apiKeyGeneration)
      : null;
  }
}
