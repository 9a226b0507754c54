import { DomainError, InvalidRequestError, UnavailableError } from '../../common/errors.js';

/** The account does not hold as much as would leave it. */
export class InsufficientFundsError extends DomainError {
  constructor() {
    super('rejected', 'wallet.insufficient_funds', 'There are not enough funds for this.');
  }
}

/** The account would hold more than one may. */
export class BalanceLimitError extends DomainError {
  constructor() {
    super('rejected', 'wallet.balance_limit', 'The balance would go beyond its limit.');
  }
}

/** Both sides of a movement are in one currency. */
export class CurrencyMismatchError extends DomainError {
  constructor() {
    super('rejected', 'wallet.currency_mismatch', 'The currencies do not match.');
  }
}

export class CurrencyUnknownError extends DomainError {
  constructor(code: string, cause?: unknown) {
    super('rejected', 'wallet.currency_unknown', `There is no currency ${code}.`, { cause });
  }
}

export class CurrencyDisabledError extends DomainError {
  constructor() {
    super('rejected', 'wallet.currency_disabled', 'This currency takes no new movements.');
  }
}

/** The wallet belonged to an account that was deleted. */
export class WalletClosedError extends DomainError {
  constructor() {
    super('rejected', 'wallet.closed', 'This wallet is closed.');
  }
}

export class TransferToSelfError extends DomainError {
  constructor() {
    super('rejected', 'wallet.transfer_to_self', 'A transfer goes to somebody else.');
  }
}

export class RecipientSuspendedError extends DomainError {
  constructor() {
    super('rejected', 'wallet.recipient_suspended', 'The recipient cannot take transfers at the moment.');
  }
}

export class TransactionNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'wallet.transaction_not_found', 'There is no such transaction.');
  }
}

/** Each transaction is taken back once. */
export class AlreadyReversedError extends DomainError {
  constructor(cause?: unknown) {
    super('conflict', 'wallet.already_reversed', 'This transaction was reversed before.', { cause });
  }
}

export class NotReversibleError extends DomainError {
  constructor() {
    super(
      'rejected',
      'wallet.not_reversible',
      'Holds, voids and reversals are not reversed; void or capture a hold instead.',
    );
  }
}

/** The books did not add up when they were last checked; nothing is posted until they do. */
export class WritesOffError extends UnavailableError {
  constructor() {
    super('wallet.writes_off', 'Movements are turned off until the books were looked at.', 60);
  }
}

/** More movements are waiting than can be made in time. */
export class LedgerBusyError extends UnavailableError {
  constructor() {
    super('wallet.busy', 'Too many movements are waiting. Try again soon.', 1);
  }
}

export class PeriodError extends InvalidRequestError {
  constructor() {
    super([{ field: 'to', code: 'out_of_range', message: 'is not before from' }]);
  }
}
