import type { FastifyRequest } from 'fastify';
import type { Strategy } from 'passport-strategy';
import type { Principal } from '../authorization/principal.js';

/**
 * Runs a Passport strategy for one request, without Passport's own sessions and request extensions.
 * @returns null when the strategy does not accept the request's credential
 * @throws whatever kept the strategy from telling, for example a database that is away
 */
export function runStrategy(strategy: Strategy, request: FastifyRequest): Promise<Principal | null> {
  return new Promise((resolve, reject) => {
    // As Passport does: each run has its own object, so that runs do not overwrite each other's outcome.
    const run = Object.create(strategy) as Strategy;
    run.success = (principal: unknown) => resolve(principal as Principal);
    run.fail = () => resolve(null);
    run.pass = () => resolve(null);
    run.error = reject;
    run.authenticate(request as never);
  });
}
