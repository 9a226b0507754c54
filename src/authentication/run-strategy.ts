import type { Strategy } from 'passport-strategy';

/**
 * Runs a Passport strategy for one request, or for what a door made of one, without Passport's own sessions and request extensions.
 * @returns null when the strategy does not accept the request's credential
 * @throws whatever kept the strategy from telling, for example a database that is away
 */
export function runStrategy<Proven>(strategy: Strategy, request: unknown): Promise<Proven | null> {
  return new Promise((resolve, reject) => {
    // As Passport does: each run has its own object, so that runs do not overwrite each other's outcome.
    const run = Object.create(strategy) as Strategy;
    run.success = (proven: unknown) => resolve(proven as Proven);
    run.fail = () => resolve(null);
    run.pass = () => resolve(null);
    run.error = reject;
    run.authenticate(request as never);
  });
}
