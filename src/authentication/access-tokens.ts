import { type KeyObject, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { errors, exportJWK, type JWK, type JWTHeaderParameters, jwtVerify } from 'jose';
import type { Account } from '../authorization/account.js';
import { HttpConfig } from '../config/http.config.js';
import type { OAuthClientView } from '../core/applications/oauth-clients.service.js';
import type { SessionView } from '../core/sessions/session.row.js';
import { KeyRing } from '../keys/key-ring.js';
import type { ProvenApiKey } from './api-key-principals.js';
import { signEs256 } from './jws.js';

export const ACCESS_TOKEN_SECONDS = 900;
export const ACCESS_TOKEN_TYPE = 'at+jwt';
export const ACCESS_TOKEN_ALGORITHM = 'ES256';

/** More permissions than this are left out of the token; they are read from the database either way. */
const MAX_LISTED_PERMISSIONS = 50;

/** The claims Latchkey itself reads from its access tokens; everything else is for other services. */
export interface AccessTokenClaims {
  sub: string;
  sid: string;
  exp: number;
}

/** The same for a token that was made with an API key: which key, and which of its secrets. */
export interface ApiKeyTokenClaims {
  sub: string;
  akid: string;
  akg: number;
  exp: number;
}

/** The same for a token of an OAuth client that stands for nobody but itself: the subject is the client (RFC 9068 2.2). */
export interface ClientTokenClaims {
  sub: string;
  client_id: string;
  exp: number;
}

/** The claims of an access token of ours that is still good by itself; its session, key or client may be over. */
export type VerifiedAccessToken = (
  | (AccessTokenClaims & { client_id?: string })
  | (ApiKeyTokenClaims & { client_id: string })
  | ClientTokenClaims
) & {
  iss: string;
  aud: string;
  iat: number;
  jti: string;
};

const MAX_TOKEN_LENGTH = 8_192;
const MS_PER_SECOND = 1_000;

/** Access tokens: JWTs by RFC 9068, good for 15 minutes elsewhere, and here as long as their session lives. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly keys: KeyRing,
    private readonly http: HttpConfig,
  ) {}

  issue(session: SessionView, account: Account, permissions: readonly string[]): string {
    const claims = {
      sid: session.id,
      pid: session.profileId,
      app: session.applicationId,
      ...(session.clientId === null ? {} : { client_id: session.clientId }),
      roles: account.roles.map((role) => role.name),
      ...(permissions.length <= MAX_LISTED_PERMISSIONS ? { permissions } : {}),
      amr: session.amr,
      auth_time: Math.floor(session.authenticatedAt.getTime() / MS_PER_SECOND),
    };
    return this.sign(claims, account.id, ACCESS_TOKEN_SECONDS);
  }

  /** A token that may do what the key may, and is over with the key. `client_id` is its prefix (RFC 9068 2.2). */
  issueForKey({ principal, apiKeyId, prefix, generation }: ProvenApiKey, lifetimeSeconds: number): string {
    const permissions = [...principal.permissions].sort();
    const claims = {
      akid: apiKeyId,
      akg: generation,
      client_id: prefix,
      roles: principal.account.roles.map((role) => role.name),
      ...(permissions.length <= MAX_LISTED_PERMISSIONS ? { permissions } : {}),
    };
    return this.sign(claims, principal.userId, lifetimeSeconds);
  }

  /** A token of an OAuth client for itself: it may do nothing that somebody's permissions are needed for. */
  issueForClient({ id, applicationId }: OAuthClientView): string {
    return this.sign({ client_id: id, app: applicationId }, id, ACCESS_TOKEN_SECONDS);
  }

  private sign(claims: Record<string, unknown>, subject: string, lifetimeSeconds: number): string {
    const { id, key } = this.keys.active('signing');
    const { publicUrl } = this.http;
    const issuedAt = Math.floor(Date.now() / MS_PER_SECOND);
    const registered = {
      iss: publicUrl,
      aud: publicUrl,
      sub: subject,
      iat: issuedAt,
      exp: issuedAt + lifetimeSeconds,
      jti: randomUUID(),
    };
    return signEs256({ typ: ACCESS_TOKEN_TYPE, kid: id }, { ...claims, ...registered }, key);
  }

  /**
   * Reads an access token that somebody asks about.
   * @returns null when it is none of ours or has expired
   */
  async verify(token: string): Promise<VerifiedAccessToken | null> {
    if (token.length > MAX_TOKEN_LENGTH) {
      return null;
    }
    const { publicUrl } = this.http;
    try {
      const { payload } = await jwtVerify<VerifiedAccessToken>(token, (header) => this.publicKeyOf(header), {
        algorithms: [ACCESS_TOKEN_ALGORITHM],
        typ: ACCESS_TOKEN_TYPE,
        issuer: publicUrl,
        audience: publicUrl,
        requiredClaims: ['sub', 'exp', 'iat', 'jti'],
      });
      return 'sid' in payload || 'akid' in payload || payload.client_id === payload.sub ? payload : null;
    } catch (error) {
      if (error instanceof errors.JOSEError) {
        return null;
      }
      throw error;
    }
  }

  private async publicKeyOf({ kid }: JWTHeaderParameters): Promise<KeyObject> {
    const key = kid === undefined ? undefined : await this.keys.find('signing', kid);
    if (key?.publicKey == null) {
      throw new errors.JWKSNoMatchingKey();
    }
    return key.publicKey;
  }

  /** The public keys that access tokens are verified with, as a JWK Set (RFC 7517). */
  async publicKeys(): Promise<{ keys: JWK[] }> {
    const keys = this.keys.all('signing').map(async ({ id, publicKey }) => ({
      ...(await exportJWK(publicKey!)),
      kid: id,
      alg: ACCESS_TOKEN_ALGORITHM,
      use: 'sig',
    }));
    return { keys: await Promise.all(keys) };
  }
}
