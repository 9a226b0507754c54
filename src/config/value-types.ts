import { createPrivateKey } from 'node:crypto';
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

/** A URL that paths are appended to; it loses a slash at its end. */
export const baseUrl: ValueType<string> = {
  expected: 'an absolute http or https URL without user, query and fragment',
  parse: (text) => {
    if (!/^https?:\/\/[^/\s\\?#@][^\s\\?#@]*$/i.test(text) || !URL.canParse(text)) refuse();
    const { origin, pathname } = new URL(text);
    return origin + pathname.replace(/\/+$/, '');
  },
};

/** A URL that is used or compared as it stands, so nothing is taken from its end. */
export const exactUrl: ValueType<string> = {
  expected: 'an absolute http or https URL without user and fragment',
  parse: (text) =>
    /^https?:\/\/[^/\s\\?#@]+(\/[^\s\\#]*)?$/i.test(text) && URL.canParse(text) ? text : refuse(),
};

/** The name that a provider gave to an app. */
export const clientId: ValueType<string> = {
  expected: 'an id of up to 255 visible ASCII characters without commas',
  parse: (text) => (/^[!-+\--~]{1,255}$/.test(text) ? text : refuse()),
};

/** What a provider gave to an app to prove itself with. */
export const clientSecret: ValueType<string> = {
  expected: 'a secret of up to 1024 visible ASCII characters',
  parse: (text) => (/^[!-~]{1,1024}$/.test(text) ? text : refuse()),
};

/** A private key for ES256 in PEM; a line end may be written as `\n`, as environments without line ends need. */
export const p256PrivateKey: ValueType<string> = {
  expected: 'a PKCS #8 private key of the curve P-256 in PEM',
  parse: (text) => {
    const pem = text.replaceAll('\\n', '\n');
    try {
      const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
      const isP256 = asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1';
      return isP256 && pem.includes('-----BEGIN PRIVATE KEY-----') ? pem : refuse();
    } catch {
      return refuse();
    }
  },
};

function alternatives(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
