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

/** What becomes of a request that a strategy may answer by sending the browser elsewhere. */
export type RedirectOutcome<Proven> =
  { kind: 'redirect'; location: string } | { kind: 'proven'; proven: Proven } | { kind: 'refused' };

/**
 * The same for a strategy that sends people away and takes them back. It is given only what it reads of a request.
 * @throws whatever kept the strategy from telling
 */
export function runRedirectStrategy<Proven>(
  strategy: Strategy,
  query: Readonly<Record<string, string>>,
): Promise<RedirectOutcome<Proven>> {
  return new Promise((resolve, reject) => {
    const run = Object.create(strategy) as Strategy;
    run.redirect = (location: string) => resolve({ kind: 'redirect', location });
    run.success = (proven: unknown) => resolve({ kind: 'proven', proven: proven as Proven });
    run.fail = () => resolve({ kind: 'refused' });
    run.pass = () => resolve({ kind: 'refused' });
    // What the exchange of a code threw comes wrapped.
    run.error = (error: Error & { oauthError?: Error }) => reject(error.oauthError ?? error);
    run.authenticate({ query } as never);
  });
}
