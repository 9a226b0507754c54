import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-strategy';
import { UnauthenticatedError } from '../../authorization/authorization.errors.js';
import { SessionPrincipals } from '../session-principals.js';

const UNAUTHORIZED = 401;

/** The secret of a session, wherever the clients of the mount put it -> whoever the session stands for. */
@Injectable()
export class SessionSecretStrategy extends Strategy {
  readonly name = 'session-secret';

  constructor(private readonly principals: SessionPrincipals) {
    super();
  }

  override authenticate(request: unknown): void {
    const { mount, headers } = request as FastifyRequest;
    const secret = mount.findSessionSecret?.(headers);
    if (secret === undefined || mount.face === undefined) {
      this.pass();
      return;
    }
    if (secret === null) {
      // Malformed for this mount, so that no other strategy is to make something of it.
      this.error(new UnauthenticatedError(true));
      return;
    }
    this.principals.findBySecret(secret, mount.face.name).then(
      (principal) => (principal === null ? this.fail(UNAUTHORIZED) : this.success(principal)),
      (error: unknown) => this.error(error as Error),
    );
  }
}
