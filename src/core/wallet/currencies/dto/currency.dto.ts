import { Flag, Instant, NestedList, Text, Whole } from '../../../../common/dto-fields.js';
import type { Page } from '../../../../common/paging.js';
import { CurrencyCode } from '../../dto/money-fields.js';
import type { CurrencyView } from '../currencies.service.js';

/** A new currency. */
export class CreateCurrencyDto {
  @CurrencyCode({ description: 'Code; stays.', example: 'GEM' })
  code: string;

  @Whole({ description: 'Digits after the point; stays.', min: 0, max: 18, example: 2 })
  scale: number;

  @Text({ description: 'Name to show.', example: 'Gems', max: 64, optional: true, nullable: true })
  name?: string | null;
}

/** What can be changed of a currency. */
export class UpdateCurrencyDto {
  @Text({ description: 'Name to show.', example: 'Gems', max: 64, optional: true, nullable: true })
  name?: string | null;

  @Flag({ description: 'Whether new movements are taken.', example: true, optional: true })
  enabled?: boolean;
}

/** A currency. */
export class CurrencyDto {
  @CurrencyCode({ description: 'Code.' })
  code: string;

  @Whole({
    description: 'Digits after the point: with 2, an amount of 1250 is 12.50.',
    min: 0,
    max: 18,
    example: 2,
  })
  scale: number;

  @Text({ description: 'Name to show.', example: 'Credits', max: 64, nullable: true })
  name: string | null;

  @Flag({ description: 'Whether new movements are taken.', example: true })
  enabled: boolean;

  @Instant({ description: 'When it was made.' })
  createdAt: string;

  @Instant({ description: 'When it was last changed.' })
  updatedAt: string;

  static of({ code, scale, name, isEnabled, createdAt, updatedAt }: CurrencyView): CurrencyDto {
    return {
      code,
      scale,
      name,
      enabled: isEnabled,
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
    };
  }
}

/** One page of currencies. */
export class CurrencyPageDto {
  @NestedList(() => CurrencyDto, { description: 'The currencies of this page, by code.' })
  data: CurrencyDto[];

  @Text({
    description: '`cursor` of the next page; null on the last.',
    max: 2048,
    nullable: true,
    example: null,
  })
  nextCursor: string | null;

  static of({ data, nextCursor }: Page<CurrencyView>): CurrencyPageDto {
    return { data: data.map((currency) => CurrencyDto.of(currency)), nextCursor };
  }
}
