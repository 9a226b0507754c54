import { createHash } from 'node:crypto';

/** Somebody who signs in at a stand-in. */
export interface StandinPerson {
  /** Names the person at every provider; the subjects are made of it. */
  key: string;
  firstName: string;
  lastName: string;
  /** Null: the provider knows none, or the person shares none. */
  email: string | null;
  emailVerified: boolean;
}

/** Who can be chosen without typing. */
export const PEOPLE: readonly StandinPerson[] = [
  person('ada', 'Ada', 'Lovelace', 'ada@example.com'),
  person('grace', 'Grace', 'Hopper', 'grace@example.com'),
  person('alan', 'Alan', 'Turing', 'alan@example.com'),
  { ...person('edsger', 'Edsger', 'Dijkstra', 'edsger@example.com'), emailVerified: false },
  person('hedy', 'Hedy', 'Lamarr', null),
];

/** The ready-made person of this key; undefined for somebody else. */
export function findPerson(key: string): StandinPerson | undefined {
  return PEOPLE.find((one) => one.key === key);
}

/**
 * The identifier that a provider has for a person: the same each time, different at each provider.
 * @returns 32 hexadecimal digits, to be put into the provider's own form
 */
export function subjectDigits(provider: string, { key }: StandinPerson): string {
  return createHash('sha256').update(`${provider}\0${key}`).digest('hex').slice(0, 32);
}

/** The same as so many decimal digits, the first of them not zero. */
export function decimalSubject(provider: string, somebody: StandinPerson, length: number): string {
  const digits = BigInt(`0x${subjectDigits(provider, somebody)}`)
    .toString()
    .padStart(length, '0');
  return `1${digits.slice(-(length - 1))}`;
}

function person(key: string, firstName: string, lastName: string, email: string | null): StandinPerson {
  return { key, firstName, lastName, email, emailVerified: email !== null };
}
