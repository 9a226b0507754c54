import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { OAuthClientsService, type OAuthClientView } from '../../core/applications/oauth-clients.service.js';
import {
  type InspectedRefreshToken,
  SessionRefreshService,
} from '../../core/sessions/session-refresh.service.js';
import { AccessTokens, type VerifiedAccessToken } from '../access-tokens.js';
import { ApiKeyPrincipals } from '../api-key-principals.js';
import { SessionPrincipals } from '../session-principals.js';
import { needed, type OAuthRequest } from './oauth-parameters.js';

/** What a token stands for at this moment. */
export type Introspection =
  | { kind: 'inactive' }
  | { kind: 'access'; claims: VerifiedAccessToken; principal: Principal }
  | { kind: 'client'; claims: VerifiedAccessToken; client: OAuthClientView }
  | ({ kind: 'refresh' } & InspectedRefreshToken);

const INACTIVE: Introspection = { kind: 'inactive' };

/**
 * Introspection of tokens (RFC 7662). People may ask about tokens of their own, callers with `read:sessions` about any;
 * what a caller may not know of is inactive, like a token that is not one (RFC 7662 4).
 */
@Injectable()
export class IntrospectionService {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly principals: SessionPrincipals,
    private readonly keyPrincipals: ApiKeyPrincipals,
    private readonly refreshes: SessionRefreshService,
    private readonly clients: OAuthClientsService,
  ) {}

  /** @throws OAuthRequestError, ParameterMissingError */
  async introspect(caller: Principal, request: OAuthRequest): Promise<Introspection> {
    const token = needed(request, 'token');
    const claims = await this.accessTokens.verify(token);
    return claims === null ? this.ofRefreshToken(caller, token) : this.ofAccessToken(caller, claims);
  }

  private async ofAccessToken(caller: Principal, claims: VerifiedAccessToken): Promise<Introspection> {
    if (!mayKnow(caller, claims.sub)) {
      return INACTIVE;
    }
    if (!('sid' in claims) && !('akid' in claims)) {
      const client = await this.clients.find(claims.client_id);
      return client === null ? INACTIVE : { kind: 'client', claims, client };
    }
    const principal =
      'sid' in claims
        ? await this.principals.read(claims.sid, claims.sub)
        : await this.keyPrincipals.read(claims.akid, claims.sub, claims.akg);
    return principal === null ? INACTIVE : { kind: 'access', claims, principal };
  }

  private async ofRefreshToken(caller: Principal, token: string): Promise<Introspection> {
    const found = await this.refreshes.inspect(token);
    return found !== null && mayKnow(caller, found.userId) ? { kind: 'refresh', ...found } : INACTIVE;
  }
}

function mayKnow(caller: Principal, userId: string): boolean {
  return caller.userId === userId || caller.permissions.has('read:sessions');
}
