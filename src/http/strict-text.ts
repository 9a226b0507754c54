// One class of code points each, so that both take linear time. With the `u` flag a surrogate is a lone one.
const REFUSED = /[\p{Cc}\p{Cs}\p{Bidi_Control}]/u;
const REFUSED_IN_LINES = /(?![\t\n\r])[\p{Cc}\p{Cs}\p{Bidi_Control}]/u;

/**
 * Whether the text holds what no name, identifier or query needs: NUL and the other control characters (C0, DEL, C1),
 * lone surrogates, and characters that change the direction in which text is shown.
 */
export function hasBadCharacter(text: string): boolean {
  return REFUSED.test(text);
}

/** The same for text of several lines, such as a PEM key: line ends and tabs are allowed. */
export function hasBadCharacterInLines(text: string): boolean {
  return REFUSED_IN_LINES.test(text);
}
