import { Text, WholeInQuery, OneOf } from './dto-fields.js';

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

/** One page of a list, as services return it. */
export interface Page<T> {
  data: T[];
  /** Null on the last page. */
  nextCursor: string | null;
  /** All matches, counted up to 10,000; only when asked for. */
  total?: number;
}
