import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-strategy';
import { ClientRefusedError } from '../../authorization/authorization.errors.js';
import { looksLikeOpaqueToken } from '../../core/opaque-tokens/opaque-token.format.js';
import { OpaqueTokensService } from '../../core/opaque-tokens/opaque-tokens.service.js';
import { bearerToken } from '../authorization-header.js';
import { TokenExpiredError } from '../authentication.errors.js';
import { OpaqueTokenPrincipals } from '../opaque-token-principals.js';

const UNAUTHORIZED = 401;

/** `Authorization: Bearer lko_…`, where the mount takes it also without the scheme -> whoever the token stands for. */
@Injectable()
export class OpaqueTokenStrategy extends Strategy {
  readonly name = 'opaque-token';

  constructor(
    private readonly principals: OpaqueTokenPrincipals,
    private readonly tokens: OpaqueTokensService,
  ) {
    super();
  }

  override authenticate(request: unknown): void {
    const { mount } = request as FastifyRequest;
    const token = bearerToken(request as FastifyRequest);
    if (token === null || !looksLikeOpaqueToken(token) || mount.face === undefined) {
      this.pass();
      return;
    }
    this.prove(token, mount.face.name).catch((error: unknown) => this.error(error as Error));
  }

  private async prove(token: string, audience: string): Promise<void> {
    const principal = await this.principals.find(token, audience);
    if (principal !== null) {
      this.success(principal);
      return;
    }
    switch (await this.tokens.explain(token, audience)) {
      case 'expired':
        return this.error(new TokenExpiredError());
      case 'of_client':
        return this.error(new ClientRefusedError());
      case 'unknown':
        return this.fail(UNAUTHORIZED);
    }
  }
}
