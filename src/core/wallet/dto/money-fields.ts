import { Formed } from '../../../common/dto-fields.js';
import { AMOUNT_PATTERN } from '../ledger/amount.js';

interface Described {
  description: string;
  optional?: boolean;
  example?: string;
}

/** An amount in a request: minor units, 1 to 10^17, as a string. */
export const Amount = (field: Described) =>
  Formed({
    example: '1250',
    ...field,
    pattern: AMOUNT_PATTERN,
    message:
      'is a string of digits, 1 to 100000000000000000, without sign, point, exponent, blank or leading zeros',
  });

/** An amount in an answer: minor units with a sign, as a string. */
export const SignedAmount = (field: Described & { nullable?: boolean }) =>
  Formed({ example: '-1250', ...field, pattern: /^-?\d+$/, message: 'is a whole number as a string' });

/** The code of a currency. */
export const CurrencyCode = (field: Described) =>
  Formed({
    example: 'CREDIT',
    ...field,
    pattern: /^[A-Z][A-Z0-9_]{1,15}$/,
    message: 'is 2 to 16 capital letters, digits and underscores, a letter first',
  });
