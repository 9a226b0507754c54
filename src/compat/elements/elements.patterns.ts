const PHONE_SEPARATORS: ReadonlySet<string> = new Set([...'.+-()/']);
const MIN_PHONE_DIGITS = 8;
const MAX_PHONE_DIGITS = 15;
const MAX_PHONE_LENGTH = 64;

/** `\S+` */
export const NO_BLANKS = /^\S+$/;
/** `[A-Za-z0-9 ]` 2 to 20, and 3 to 30. */
export const FIRST_NAME = /^[A-Za-z0-9 ]{2,20}$/;
export const LAST_NAME = /^[A-Za-z0-9 ]{3,30}$/;
/** One character that is none of these, then one or more of letters, digits and these. */
export const DISPLAY_NAME = /^[^ '\-_.][A-Za-z0-9 '\-_.]+$/;
/** `[^_]\w+` */
export const APPLICATION_NAME = /^[^_]\w+$/;

/**
 * What `([\.\+\-\s\/()]*[0-9][\.\+\-\s\/()]*){8,15}` takes as a whole: 8 to 15 digits with separators anywhere. One pass
 * over the text, since the published expression takes years for some.
 */
export function isPhone(text: string): boolean {
  if (text.length > MAX_PHONE_LENGTH) {
    return false;
  }
  let digits = 0;
  for (const character of text) {
    if (character >= '0' && character <= '9') {
      digits += 1;
    } else if (!PHONE_SEPARATORS.has(character) && character.trim() !== '') {
      return false;
    }
  }
  return digits >= MIN_PHONE_DIGITS && digits <= MAX_PHONE_DIGITS;
}

/** What `(.+)@(.+)` takes as a whole: something before an `@`, and something after one. */
export function isEmailLike(text: string): boolean {
  const at = text.indexOf('@', 1);
  return at !== -1 && at < text.length - 1;
}
