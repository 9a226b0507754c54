import { DANGEROUS_NAMES, refusal } from './refusal.js';
import { hasBadCharacter } from './strict-text.js';

const MAX_PARAMETERS = 100;

/** Where parameters came from; the first half of every code that refuses them. */
export type ParameterSource = 'query' | 'body';

/**
 * Reads a query string: percent-encoding is undone once, `+` is a blank, every name is there once.
 * Dots and brackets in a name mean nothing: `pagination.limit` and `a[b]` are names like any other.
 * @param query what follows the question mark
 * @throws InvalidRequestError naming the parameter
 */
export function parseStrictQuery(query: string): Record<string, string> {
  return parseParameters(query, 'query');
}

/** Reads `name=value` pairs as the query and form bodies have them. */
export function parseParameters(text: string, source: ParameterSource): Record<string, string> {
  const parameters = Object.create(null) as Record<string, string>;
  let count = 0;
  for (let start = 0; start < text.length;) {
    const ampersand = text.indexOf('&', start);
    const end = ampersand === -1 ? text.length : ampersand;
    if (end > start) {
      count += 1;
      if (count > MAX_PARAMETERS) {
        const message = `There are more than ${MAX_PARAMETERS} parameters.`;
        throw refusal(source, `${source}.too_many_parameters`, message);
      }
      addParameter(parameters, text.slice(start, end), source);
    }
    start = end + 1;
  }
  return parameters;
}

function addParameter(parameters: Record<string, string>, pair: string, source: ParameterSource): void {
  const equals = pair.indexOf('=');
  const name = decode(equals === -1 ? pair : pair.slice(0, equals));
  const value = equals === -1 ? '' : decode(pair.slice(equals + 1));
  // A name that cannot be read cannot be shown either.
  const field = name === null || hasBadCharacter(name) ? source : name;
  if (name === null || value === null) {
    throw refusal(field, `${source}.bad_encoding`, 'The percent-encoding is broken or not UTF-8.');
  }
  if (hasBadCharacter(name) || hasBadCharacter(value)) {
    throw refusal(field, `${source}.bad_character`, 'There is a character that is not allowed.');
  }
  if (DANGEROUS_NAMES.has(name)) {
    throw refusal(field, `${source}.bad_name`, 'No parameter may have this name.');
  }
  if (name in parameters) {
    throw refusal(field, `${source}.duplicate_parameter`, 'This parameter is there twice.');
  }
  parameters[name] = value;
}

function decode(text: string): string | null {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) {
    return spaced;
  }
  try {
    // Refuses bytes that are not UTF-8, overlong forms and encoded surrogates included (ECMA-262 19.2.6.3).
    return decodeURIComponent(spaced);
  } catch {
    return null;
  }
}
