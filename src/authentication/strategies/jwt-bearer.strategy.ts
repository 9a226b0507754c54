import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { decodeProtectedHeader } from 'jose';
import { LRUCache } from 'lru-cache';
import { Strategy } from 'passport-jwt';
import { ClientRefusedError } from '../../authorization/authorization.errors.js';
import type { Principal } from '../../authorization/principal.js';
import { isUuid } from '../../common/ids.js';
import { HttpConfig } from '../../config/http.config.js';
import { OAuthClientsService } from '../../core/applications/oauth-clients.service.js';
import { KeyRing } from '../../keys/key-ring.js';
import {
  ACCESS_TOKEN_ALGORITHM,
  ACCESS_TOKEN_TYPE,
  type AccessTokenClaims,
  type ApiKeyTokenClaims,
  type ClientTokenClaims,
} from '../access-tokens.js';
import { ApiKeyPrincipals } from '../api-key-principals.js';
import { bearerToken } from '../authorization-header.js';
import { SessionPrincipals } from '../session-principals.js';

const MAX_REMEMBERED_TOKENS = 5_000;
const MS_PER_SECOND = 1_000;
const UNAUTHORIZED = 401;

type Claims = AccessTokenClaims | ApiKeyTokenClaims | ClientTokenClaims;

/** `Authorization: Bearer <access token>` -> the principal of its session, or of the API key it was made with. A client is refused. */
@Injectable()
export class JwtBearerStrategy extends PassportStrategy(Strategy, 'jwt-bearer') {
  /** Tokens whose signature was checked before. What they stand for is read from the database every time. */
  private readonly verified = new LRUCache<string, Claims>({ max: MAX_REMEMBERED_TOKENS });

  constructor(
    keys: KeyRing,
    http: HttpConfig,
    private readonly principals: SessionPrincipals,
    private readonly apiKeyPrincipals: ApiKeyPrincipals,
    private readonly clients: OAuthClientsService,
  ) {
    super({
      jwtFromRequest: (request: unknown) => bearerToken(request as FastifyRequest),
      secretOrKeyProvider: (
        _request: unknown,
        token: unknown,
        done: (error: unknown, key?: never) => void,
      ) => {
        findKey(keys, token as string).then((key) => done(null, key as never), done);
      },
      algorithms: [ACCESS_TOKEN_ALGORITHM],
      issuer: http.publicUrl,
      audience: http.publicUrl,
      passReqToCallback: true,
    });
  }

  override authenticate(request: never, options?: never): void {
    const token = bearerToken(request);
    // What is no JWT by its looks is another kind of credential, and not worth the library's errors.
    if (token === null || !token.includes('.')) {
      this.pass();
      return;
    }
    const claims = this.verified.get(token);
    if (claims === undefined || claims.exp * MS_PER_SECOND <= Date.now()) {
      super.authenticate(request, options);
      return;
    }
    this.find(claims).then(
      (principal) => (principal === null ? this.fail(UNAUTHORIZED) : this.success(principal)),
      (error: unknown) => this.error(error as Error),
    );
  }

  async validate(request: FastifyRequest, payload: Record<string, unknown>): Promise<Principal | null> {
    const claims = readClaims(payload);
    if (claims === null) {
      return null;
    }
    this.verified.set(bearerToken(request) ?? '', claims);
    return this.find(claims);
  }

  private find(claims: Claims): Promise<Principal | null> {
    if ('sid' in claims) {
      return this.principals.find(claims.sid, claims.sub);
    }
    return 'akid' in claims
      ? this.apiKeyPrincipals.find(claims.akid, claims.sub, claims.akg)
      : this.refuseClient(claims);
  }

  /**
   * The token may be as good as can be: it stands for nobody, and everything behind a guard is somebody's.
   * @returns null when the client is gone, and the token with it
   * @throws ClientRefusedError
   */
  private async refuseClient({ client_id: clientId }: ClientTokenClaims): Promise<null> {
    if ((await this.clients.find(clientId)) !== null) {
      throw new ClientRefusedError();
    }
    return null;
  }
}

function readClaims({ sub, exp, sid, akid, akg, client_id }: Record<string, unknown>): Claims | null {
  if (typeof sub !== 'string' || typeof exp !== 'number') {
    return null;
  }
  if (typeof sid === 'string' && isUuid(sid)) {
    return { sub, exp, sid };
  }
  if (typeof akid === 'string' && isUuid(akid) && typeof akg === 'number') {
    return { sub, exp, akid, akg };
  }
  return client_id === sub && isUuid(sub) ? { sub, exp, client_id: sub } : null;
}

/** passport-jwt checks no `typ`, so a token of another kind is refused here (RFC 9068 4). */
async function findKey(keys: KeyRing, token: string): Promise<unknown> {
  const { kid, typ } = decodeProtectedHeader(token);
  const key =
    typ === ACCESS_TOKEN_TYPE && typeof kid === 'string' ? await keys.find('signing', kid) : undefined;
  if (key?.publicKey == null) {
    throw new Error('not an access token of ours');
  }
  return key.publicKey;
}
