import { Id, Instant, Nested, NestedList, Text } from '../../../../common/dto-fields.js';
import { type Page, PageQuery } from '../../../../common/paging.js';
import { Amount, CurrencyCode, SignedAmount } from '../../dto/money-fields.js';
import { formatRate } from '../../ledger/amount.js';
import type { Rate } from '../exchange-rates.js';
import type { Quote } from '../exchange.service.js';

export class ExchangeRatesQueryDto extends PageQuery {
  @CurrencyCode({ description: 'What is paid.', example: 'USD', optional: true })
  from?: string;

  @CurrencyCode({ description: 'What is bought.', optional: true })
  to?: string;

  @Amount({ description: 'With both currencies: what this amount buys, kept for a minute.', optional: true })
  amount?: string;
}

/** A rate to set. */
export class SetRateDto {
  @Text({
    description: 'How many units of the second currency one unit of the first buys, as a decimal number.',
    example: '200',
    max: 19,
  })
  rate: string;
}

/** An exchange of own money. */
export class ExchangeDto {
  @CurrencyCode({ description: 'What is paid.', example: 'USD' })
  from: string;

  @CurrencyCode({ description: 'What is bought.' })
  to: string;

  @Amount({ description: 'What is paid, in the smallest unit.' })
  amount: string;

  @Id({
    description: 'Exchanges at the rate of this quote instead of the current one.',
    example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a81',
    optional: true,
  })
  quoteId?: string;
}

/** A rate that is kept for a minute, for the caller and one amount. */
export class QuoteDto {
  @Id({ description: 'To be named when exchanging.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a81' })
  id: string;

  @Instant({ description: 'Until when.' })
  expiresAt: string;
}

/** An exchange rate. */
export class ExchangeRateDto {
  @CurrencyCode({ description: 'What is paid.', example: 'USD' })
  from: string;

  @CurrencyCode({ description: 'What is bought.' })
  to: string;

  @Text({
    description: 'How many units of `to` one unit of `from` buys; cut after 18 decimals.',
    example: '200',
    max: 40,
  })
  rate: string;

  @Instant({ description: 'When it was set.' })
  updatedAt: string;

  @SignedAmount({
    description: 'What the amount buys, rounded down; only with `amount`.',
    example: '20000',
    optional: true,
  })
  result?: string;

  @Nested(() => QuoteDto, { description: 'Keeps the rate; only with `amount`.', optional: true })
  quote?: QuoteDto;

  static of({ from, to, fraction, updatedAt }: Rate, quote?: Quote): ExchangeRateDto {
    return {
      from,
      to,
      rate: formatRate(fraction),
      updatedAt: updatedAt.toISOString(),
      ...(quote === undefined
        ? {}
        : {
            result: quote.resultMinor.toString(),
            quote: { id: quote.id, expiresAt: quote.expiresAt.toISOString() },
          }),
    };
  }
}

/** One page of exchange rates. */
export class ExchangeRatePageDto {
  @NestedList(() => ExchangeRateDto, { description: 'The rates of this page, by their currencies.' })
  data: ExchangeRateDto[];

  @Text({
    description: '`cursor` of the next page; null on the last.',
    max: 2048,
    nullable: true,
    example: null,
  })
  nextCursor: string | null;

  static of({ data, nextCursor }: Page<Rate>): ExchangeRatePageDto {
    return { data: data.map((rate) => ExchangeRateDto.of(rate)), nextCursor };
  }
}
