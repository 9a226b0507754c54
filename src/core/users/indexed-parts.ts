/** What of a text is looked up in an index: a part by its trigrams, or single characters and pairs of them. */
export type IndexedParts = { run: string } | { pairs: string[] };

const TRIGRAM = /^[\p{L}\p{N}]{3}$/u;
/** Parts are looked for in so many characters; one that is rare is enough. */
const MAX_CHARACTERS = 32;

/**
 * The parts of a text by which an index finds few accounts. An index reads a list for each part it is asked for, as long as
 * the part is common, so the common ones are left out: what they would still exclude is sooner read and dropped.
 * @param text not empty
 * @param isCommon whether many accounts hold a part
 */
export function indexedPartsOf(text: string, isCommon: (part: string) => boolean): IndexedParts {
  const characters = [...text].slice(0, MAX_CHARACTERS);
  const run = longestRun(characters, (part) => TRIGRAM.test(part) && !isCommon(part));
  if (run !== '') {
    return { run };
  }
  const pairs = characters.length === 1 ? characters : windowsOf(characters, 2);
  const rare = pairs.filter((pair) => !isCommon(pair));
  return { pairs: rare.length > 0 ? rare : pairs };
}

/** The longest part in which every three characters are wanted; empty when none are. */
function longestRun(characters: readonly string[], isWanted: (part: string) => boolean): string {
  let [longest, run]: string[][] = [[], []];
  windowsOf(characters, 3).forEach((part, start) => {
    const last = characters[start + 2];
    run = !isWanted(part) ? [] : run.length === 0 ? [...part] : [...run, last];
    longest = run.length > longest.length ? run : longest;
  });
  return longest.join('');
}

function windowsOf(characters: readonly string[], length: number): string[] {
  return characters.slice(length - 1).map((_, start) => characters.slice(start, start + length).join(''));
}
