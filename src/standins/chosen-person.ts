import { randomUUID } from 'node:crypto';
import { type AwkwardToken, findAwkwardToken } from './awkward-tokens.js';
import { StandinRefusal } from './exchange.js';
import { findPerson, type StandinPerson } from './people.js';

/** Who was chosen on a page, and what is to be awkward about it. */
export interface Choice {
  person: StandinPerson;
  awkward?: AwkwardToken;
}

const MAX_LENGTH = 254;

/** @throws StandinRefusal when the form names nobody, or something awkward that there is not */
export function readChoice(form: Readonly<Record<string, string>>): Choice {
  const person = form.person === 'new' ? somebodyNew(form) : findPerson(form.person ?? '');
  const awkward = form.awkward ? findAwkwardToken(form.awkward) : undefined;
  if (person === undefined || (form.awkward && awkward === undefined)) {
    throw new StandinRefusal('invalid_request', 'Choose one of the people and tokens of the page.');
  }
  return { person: awkward?.person?.(person) ?? person, awkward };
}

/** The same address is the same person again; without an address it is somebody else each time. */
function somebodyNew(form: Readonly<Record<string, string>>): StandinPerson {
  const text = (name: string): string => (form[name] ?? '').trim().slice(0, MAX_LENGTH);
  const email = text('email') || null;
  return {
    key: `new ${email?.toLowerCase() ?? randomUUID()}`,
    firstName: text('firstName'),
    lastName: text('lastName'),
    email,
    emailVerified: email !== null && form.emailVerified === 'on',
  };
}
