import { randomBytes } from 'node:crypto';
import type { StandinPerson } from '../../src/standins/people.js';

/** Somebody new at every provider, with a verified address unless it says otherwise. */
export function newcomer(members: Partial<StandinPerson> = {}): StandinPerson {
  const key = `newcomer-${randomBytes(6).toString('hex')}`;
  return {
    key,
    firstName: 'Emmy',
    lastName: 'Noether',
    email: `${key}@example.com`,
    emailVerified: true,
    ...members,
  };
}
