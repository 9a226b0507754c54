import { SelectorSyntaxError } from './profiles.errors.js';

/** What a profile must be: each of the conditions, of which every one names a field and its value. */
export type ProfileSelector = readonly SelectorCondition[];

export type SelectorCondition =
  | { field: 'id' | 'displayName' | 'application' | 'applicationId'; value: string }
  | { field: 'metadata'; path: readonly string[]; value: string };

const MAX_LENGTH = 1_024;
const MAX_DEPTH = 10;
const MAX_CONDITIONS = 20;

/** Sticky, and without repetition inside of repetition: each reads on from where the one before stopped. */
const BLANKS = /[ \t]*/y;
const FIELD = /[A-Za-z0-9_.-]+/y;
const BARE_VALUE = /[^\s()"'\\]+/y;
const AND = /AND(?![^\s(])/y;

/**
 * Reads a profile selector: `field:value` conditions with `AND` and parentheses between them. A value with blanks stands
 * in double or single quotes, where a backslash takes the next character as it is. Fields are `id`, `displayName`,
 * `application` (an id or a name), `applicationId` and `metadata.<path>`. The time it takes grows with the length only.
 * @throws SelectorSyntaxError with the position of what could not be read
 */
export function parseProfileSelector(text: string): ProfileSelector {
  if (text.length > MAX_LENGTH) {
    throw new SelectorSyntaxError(MAX_LENGTH, `has at most ${MAX_LENGTH} characters`);
  }
  return new SelectorReader(text).read();
}

class SelectorReader {
  private position = 0;
  private depth = 0;
  private readonly conditions: SelectorCondition[] = [];

  constructor(private readonly text: string) {}

  /** Conditions with nothing but `AND` between them mean the same in whichever parentheses they stand. */
  read(): ProfileSelector {
    for (;;) {
      this.open();
      this.conditions.push(this.condition());
      if (this.conditions.length > MAX_CONDITIONS) {
        throw this.error(`at most ${MAX_CONDITIONS} conditions`);
      }
      this.close();
      if (this.position === this.text.length) {
        break;
      }
      if (this.take(AND) === null) {
        throw this.error('AND or the end');
      }
    }
    if (this.depth > 0) {
      throw this.error('a closing parenthesis');
    }
    return this.conditions;
  }

  private open(): void {
    this.skipBlanks();
    while (this.text[this.position] === '(') {
      this.depth += 1;
      if (this.depth > MAX_DEPTH) {
        throw this.error(`at most ${MAX_DEPTH} parentheses inside each other`);
      }
      this.position += 1;
      this.skipBlanks();
    }
  }

  private close(): void {
    this.skipBlanks();
    while (this.depth > 0 && this.text[this.position] === ')') {
      this.depth -= 1;
      this.position += 1;
      this.skipBlanks();
    }
  }

  private condition(): SelectorCondition {
    const start = this.position;
    const [field, ...path] = (this.take(FIELD) ?? '').split('.');
    const isMetadata = field === 'metadata' && path.length > 0 && path.every((part) => part !== '');
    if (!isMetadata && (!isPlainField(field) || path.length > 0)) {
      this.position = start;
      throw this.error('id, displayName, application, applicationId or metadata.<path>');
    }
    if (this.text[this.position] !== ':') {
      throw this.error('a colon');
    }
    this.position += 1;
    const value = this.value();
    return isPlainField(field) ? { field, value } : { field: 'metadata', path, value };
  }

  private value(): string {
    const quote = this.text[this.position];
    if (quote === '"' || quote === "'") {
      return this.quoted(quote);
    }
    const bare = this.take(BARE_VALUE);
    if (bare === null) {
      throw this.error('a value, in quotes when it has blanks, parentheses or quotes in it');
    }
    return bare;
  }

  private quoted(quote: string): string {
    const characters: string[] = [];
    for (this.position += 1; this.position < this.text.length; this.position += 1) {
      const character = this.text[this.position];
      if (character === quote) {
        this.position += 1;
        return characters.join('');
      }
      if (character === '\\') {
        this.position += 1;
      }
      characters.push(this.text[this.position] ?? '');
    }
    this.position = this.text.length;
    throw this.error('the closing quote');
  }

  private skipBlanks(): void {
    this.take(BLANKS);
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.position;
    const [found] = pattern.exec(this.text) ?? [null];
    this.position += found?.length ?? 0;
    return found;
  }

  private error(expected: string): SelectorSyntaxError {
    return new SelectorSyntaxError(this.position, `${expected} expected`);
  }
}

function isPlainField(field: string): field is 'id' | 'displayName' | 'application' | 'applicationId' {
  return field === 'id' || field === 'displayName' || field === 'application' || field === 'applicationId';
}
