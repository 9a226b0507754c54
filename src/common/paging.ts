import { OneOf, Text, Whole, WholeInQuery } from './dto-fields.js';

export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;

/** The query members that every list takes. */
export class PageQuery {
  @WholeInQuery({
    description: 'Rows per page.',
    min: 1,
    max: MAX_PAGE_SIZE,
    default: DEFAULT_PAGE_SIZE,
    example: 20,
  })
  limit: number = DEFAULT_PAGE_SIZE;

  @Text({ description: '`nextCursor` of the previous page.', max: 2048, optional: true })
  cursor?: string;
}

/** `PageQuery` for lists that can also be counted. */
export class CountedPageQuery extends PageQuery {
  @OneOf({
    description: '`total` adds the number of all matches, counted up to 10,000.',
    values: ['total'],
    optional: true,
  })
  include?: 'total';
}

/** The members of every page of a list besides its rows. */
export class PageDto {
  @Text({
    description: '`cursor` of the next page; null on the last.',
    max: 2048,
    nullable: true,
    example: null,
  })
  nextCursor: string | null;
}

/** `PageDto` for lists that can also be counted. */
export class CountedPageDto extends PageDto {
  @Whole({
    description: 'All matches, counted up to 10,000; only with `include=total`.',
    min: 0,
    max: 10_000,
    optional: true,
    example: 1,
  })
  total?: number;
}

/** One page of a list, as services return it. */
export interface Page<T> {
  data: T[];
  /** Null on the last page. */
  nextCursor: string | null;
  /** All matches, counted up to 10,000; only when asked for. */
  total?: number;
}

/**
 * Cuts a page out of rows that were read with one more than `limit`.
 * @param cursorOf the cursor behind a row, made for the last of the page when more follow
 */
export function pageOf<Row, T>(
  rows: readonly Row[],
  limit: number,
  map: (row: Row) => T,
  cursorOf: (last: Row) => string,
): Page<T> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    data: page.map(map),
    nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null,
  };
}
