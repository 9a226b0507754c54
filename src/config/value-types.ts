import { refuse, type ValueType } from './setting.js';

/** Exactly one of these words. */
export function oneOf<const T extends string>(...words: T[]): ValueType<T> {
  return {
    expected: alternatives(words),
    parse: (text) => words.find((word) => word === text) ?? refuse(),
  };
}

/** One of two words, such as `on` and `off`, as a boolean. */
export function eitherOf(wordForTrue: string, wordForFalse: string): ValueType<boolean> {
  const { expected, parse } = oneOf(wordForTrue, wordForFalse);
  return { expected, parse: (text) => parse(text) === wordForTrue };
}

/** A decimal number without sign, point or leading zeros; both limits included. */
export function wholeNumber(minimum: number, maximum: number): ValueType<number> {
  return {
    expected: `a whole number from ${minimum} to ${maximum}`,
    parse: (text) => {
      const value = /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : refuse();
      return value >= minimum && value <= maximum ? value : refuse();
    },
  };
}

/** Values separated by commas, blanks around each ignored; an empty one between two commas is refused. */
export function listOf<T>({ expected, parse }: ValueType<T>): ValueType<readonly T[]> {
  return { expected, parse: (text) => text.split(',').map((item) => parse(item.trim())) };
}

function alternatives(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
