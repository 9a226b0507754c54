const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** How long a session lives without being used, and at most. */
export interface Lifetime {
  idleSeconds: number;
  absoluteSeconds: number;
}

const PERSONAL: Lifetime = { idleSeconds: 7 * DAY_SECONDS, absoluteSeconds: 30 * DAY_SECONDS };
const ADMINISTRATIVE: Lifetime = { idleSeconds: HOUR_SECONDS, absoluteSeconds: DAY_SECONDS };

/**
 * A session is administrative while its owner holds any permission beyond their own account.
 * @param maxIdleSeconds the session's own, null for what all have; an administrative one never lives longer for it
 */
export function lifetimeOf(isAdministrative: boolean, maxIdleSeconds: number | null = null): Lifetime {
  const lifetime = isAdministrative ? ADMINISTRATIVE : PERSONAL;
  if (maxIdleSeconds === null) {
    return lifetime;
  }
  const idleSeconds = isAdministrative ? Math.min(maxIdleSeconds, lifetime.idleSeconds) : maxIdleSeconds;
  return { ...lifetime, idleSeconds };
}

/** How long after a rotation the token before it still gets the same successor: the client that lost the answer. */
export const REFRESH_REPEAT_SECONDS = 10;

/** Live sessions of one account; one more ends the one idle longest. */
export const MAX_LIVE_SESSIONS = 50;

/** The last use is written at most this often. */
export const LAST_USE_RESOLUTION_SECONDS = 60;
