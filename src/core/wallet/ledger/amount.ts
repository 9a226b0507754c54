/** The most that one movement may move, in minor units. */
export const MAX_AMOUNT = 10n ** 17n;

/** What a well-formed amount looks like: 1 to 10^17, plain digits, no sign, point, exponent, blank or leading zero. */
export const AMOUNT_PATTERN = /^(?:[1-9]\d{0,16}|100000000000000000)$/;

/** A rate as a fraction of whole numbers: minor units of `to` for one minor unit of `from`. */
export interface Fraction {
  numerator: bigint;
  denominator: bigint;
}

/** What an exchange moves: `used` and `rest` leave the payer, `result` comes to them. */
export interface Conversion {
  used: bigint;
  rest: bigint;
  result: bigint;
}

const RATE_PATTERN = /^(0|[1-9]\d{0,8})(?:\.(\d{1,9}))?$/;
const DECIMAL_PATTERN = /^(\d{1,17})(?:\.(\d{1,18}))?$/;
const SHOWN_DECIMALS = 18;

/** @returns the amount in minor units, null when the text is not one */
export function parseAmount(text: string): bigint | null {
  return AMOUNT_PATTERN.test(text) ? BigInt(text) : null;
}

/** The smaller of two amounts. */
export function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** What is left of an amount; never below zero. */
export function remainder(amount: bigint, part: bigint): bigint {
  return part >= amount ? 0n : amount - part;
}

/** The sum of amounts. */
export function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}

/** Adds two sums as the database writes them, of any size and sign. */
export function addSums(a: string, b: string): string {
  return (BigInt(a) + BigInt(b)).toString();
}

/**
 * A rate as operators write it: whole units of `to` for one whole unit of `from`, up to nine digits before and after
 * the point.
 * @returns null when the text is not one or is zero
 */
export function parseRate(text: string): Fraction | null {
  const [, whole, decimals = ''] = RATE_PATTERN.exec(text) ?? [];
  if (whole === undefined) {
    return null;
  }
  const numerator = BigInt(whole + decimals);
  return numerator === 0n ? null : lowest({ numerator, denominator: 10n ** BigInt(decimals.length) });
}

/** The rate as a decimal string, cut after 18 decimals where it does not end. */
export function formatRate({ numerator, denominator }: Fraction): string {
  const scaled = ((numerator * 10n ** BigInt(SHOWN_DECIMALS)) / denominator).toString();
  const digits = scaled.padStart(SHOWN_DECIMALS + 1, '0');
  const decimals = digits.slice(-SHOWN_DECIMALS).replace(/0+$/, '');
  return digits.slice(0, -SHOWN_DECIMALS) + (decimals === '' ? '' : `.${decimals}`);
}

/**
 * An amount as people write it: whole units, up to 17 digits before the point and 18 after it.
 * @returns null when the text is not one
 */
export function parseDecimal(text: string): Fraction | null {
  const [, whole, decimals = ''] = DECIMAL_PATTERN.exec(text) ?? [];
  return whole === undefined
    ? null
    : lowest({ numerator: BigInt(whole + decimals), denominator: 10n ** BigInt(decimals.length) });
}

/**
 * What an amount in whole units is worth at a rate, in minor units, rounded down.
 * @param rate whole units of the result for one whole unit of the amount
 */
export function worth(amount: Fraction, rate: Fraction, toScale: number): bigint {
  const scaled = amount.numerator * rate.numerator * 10n ** BigInt(toScale);
  return scaled / (amount.denominator * rate.denominator);
}

/** An amount in minor units as a decimal string in whole units; any sign, no zeros at its end. */
export function formatAmount(amountMinor: bigint, scale: number): string {
  const digits = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(scale + 1, '0');
  const decimals = digits.slice(digits.length - scale).replace(/0+$/, '');
  const whole = digits.slice(0, digits.length - scale);
  return `${amountMinor < 0n ? '-' : ''}${whole}${decimals === '' ? '' : `.${decimals}`}`;
}

/** The rate of the other direction. */
export function inverse({ numerator, denominator }: Fraction): Fraction {
  return { numerator: denominator, denominator: numerator };
}

/**
 * Exchanges an amount, rounding down for the payer. Of what they pay only as much is used as the result costs, rounded
 * up; the rest is what rounding left over.
 * @param rate whole units of `to` for one whole unit of `from`
 */
export function convert(amount: bigint, rate: Fraction, fromScale: number, toScale: number): Conversion {
  const numerator = rate.numerator * 10n ** BigInt(toScale);
  const denominator = rate.denominator * 10n ** BigInt(fromScale);
  const result = (amount * numerator) / denominator;
  const used = (result * denominator + numerator - 1n) / numerator;
  return { used, rest: amount - used, result };
}

function lowest({ numerator, denominator }: Fraction): Fraction {
  let [a, b] = [numerator, denominator];
  while (b !== 0n) {
    [a, b] = [b, a % b];
  }
  return { numerator: numerator / a, denominator: denominator / a };
}
