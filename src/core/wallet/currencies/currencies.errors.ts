import { DomainError, InvalidRequestError } from '../../../common/errors.js';

export class CurrencyNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'wallet.currency_not_found', 'There is no such currency.');
  }
}

export class CurrencyExistsError extends DomainError {
  constructor(cause?: unknown) {
    super('conflict', 'wallet.currency_exists', 'There is a currency with this code already.', { cause });
  }
}

export class RateNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'wallet.rate_not_found', 'There is no exchange rate between these currencies.');
  }
}

/** A currency is not exchanged for itself. */
export class SameCurrencyError extends DomainError {
  constructor() {
    super('rejected', 'wallet.same_currency', 'Both currencies are the same.');
  }
}

/** The amount buys less than the smallest unit of the other currency, or more than one movement may move. */
export class ExchangeAmountError extends DomainError {
  constructor(kind: 'small' | 'large') {
    super(
      'rejected',
      `wallet.exchange_too_${kind}`,
      kind === 'small'
        ? 'This amount buys nothing at the current rate.'
        : 'This amount buys more than one movement may move.',
    );
  }
}

/** Quotes are used once, by whom they were made for, within their minute. */
export class QuoteNotUsableError extends DomainError {
  constructor() {
    super('rejected', 'wallet.quote_not_usable', 'The quote has expired, was used, or is not yours.');
  }
}

export class QuoteMismatchError extends DomainError {
  constructor() {
    super('rejected', 'wallet.currency_mismatch', 'The quote is for other currencies or another amount.');
  }
}

export class BadRateError extends InvalidRequestError {
  constructor() {
    super([
      {
        field: 'rate',
        code: 'wrong_format',
        message: 'is a decimal number above zero with up to nine digits before and after the point',
      },
    ]);
  }
}

export class PairNeededError extends InvalidRequestError {
  constructor() {
    super([{ field: 'amount', code: 'invalid', message: 'needs from and to' }]);
  }
}
