import { foldCase } from '../../common/normal-form.js';

/** How hard a password is to guess: 0 at once, 4 not in practice. */
export type PasswordStrength = 0 | 1 | 2 | 3 | 4;

/** Words somebody who knows the account would try first, in the form passwords are compared in. */
export interface PasswordContext {
  username?: string | null;
  email?: string | null;
  displayName?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  nickname?: string | null;
  /** Names of the applications it is for. */
  applications?: readonly string[];
}

const PRODUCT_NAME = 'latchkey';
const MIN_WORD_LENGTH = 3;
const BITS_OF_STRENGTH = [28, 36, 60, 80] as const;

/**
 * The words of an account that its password must not be made of: its names, its address, the parts of that but for
 * the top-level domain, the names of its applications, and our name.
 */
export function contextWords({ email, applications = [], ...names }: PasswordContext): string[] {
  const words = [...Object.values(names), ...applications, email?.replace(/\.[^.@]*$/, '')]
    .filter((text) => typeof text === 'string')
    .flatMap((text) => foldCase(text).split(/[^\p{L}\p{N}]+/u));
  return [...new Set([PRODUCT_NAME, foldCase(email ?? ''), ...words])]
    .filter((word) => [...word].length >= MIN_WORD_LENGTH)
    .sort((one, other) => other.length - one.length);
}

/** What is left of a password without the words that anybody would try first, in folded form. */
export function withoutWords(password: string, words: readonly string[]): string {
  return words.reduce((rest, word) => rest.replaceAll(word, ''), foldCase(password));
}

/**
 * A rough measure: the characters that count, each worth as many bits as the kinds of characters used make it. Of runs
 * (`aaaa`, `1234`) only the first two count.
 * @param password without the words of its context
 */
export function strengthOf(password: string): PasswordStrength {
  const characters = [...password].map((character) => character.codePointAt(0) ?? 0);
  const counted = characters.filter((code, index) => !continuesRun(characters, code, index));
  const bits = counted.length * Math.log2(alphabetSize(password));
  return BITS_OF_STRENGTH.filter((limit) => bits >= limit).length as PasswordStrength;
}

function continuesRun(codes: readonly number[], code: number, index: number): boolean {
  const [before, last] = [codes[index - 2], codes[index - 1]];
  if (before === undefined || last === undefined) {
    return false;
  }
  const step = code - last;
  return step === last - before && Math.abs(step) <= 1;
}

function alphabetSize(password: string): number {
  const kinds: [RegExp, number][] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/\d/, 10],
    [/[ -/:-@[-`{-~]/, 33],
    [/[^ -~]/, 100],
  ];
  return kinds.reduce((size, [kind, count]) => size + (kind.test(password) ? count : 0), 1);
}
