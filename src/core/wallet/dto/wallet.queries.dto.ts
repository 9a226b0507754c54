import { Instant, OneOf } from '../../../common/dto-fields.js';
import { PageQuery } from '../../../common/paging.js';
import type { TransactionFilter } from '../ledger/ledger-reader.js';
import { TRANSACTION_TYPES, type TransactionType } from '../ledger/ledger.types.js';
import { CurrencyCode } from './money-fields.js';

export class WalletQueryDto {
  @Instant({
    description: 'The balances at an instant instead of now, to the millisecond.',
    optional: true,
    example: undefined,
  })
  asOf?: string;
}

const FILTER = {
  currency: () => CurrencyCode({ description: 'Only this currency.', optional: true }),
  type: () => OneOf({ description: 'Only this type.', values: TRANSACTION_TYPES, optional: true }),
  from: () => Instant({ description: 'Not before this instant.', optional: true }),
  to: () => Instant({ description: 'Before this instant.', optional: true }),
};

export class ListTransactionsQueryDto extends PageQuery {
  @FILTER.currency()
  currency?: string;

  @FILTER.type()
  type?: TransactionType;

  @FILTER.from()
  from?: string;

  @FILTER.to()
  to?: string;
}

export class ExportTransactionsQueryDto {
  @FILTER.currency()
  currency?: string;

  @FILTER.type()
  type?: TransactionType;

  @FILTER.from()
  from?: string;

  @FILTER.to()
  to?: string;
}

export class StatementQueryDto {
  @CurrencyCode({ description: 'Currency.' })
  currency: string;

  @Instant({ description: 'Beginning, included.' })
  from: string;

  @Instant({ description: 'End, not included.' })
  to: string;
}

/** The filter of a query, its instants read. */
export function filterOf({ currency, type, from, to }: ExportTransactionsQueryDto): TransactionFilter {
  return {
    currency,
    type,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  };
}
