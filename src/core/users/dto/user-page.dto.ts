import type { Account } from '../../../authorization/account.js';
import { NestedList, Text, Whole } from '../../../common/dto-fields.js';
import type { Page } from '../../../common/paging.js';
import { UserDto } from './user.dto.js';

/** One page of accounts. */
export class UserPageDto {
  @NestedList(() => UserDto, { description: 'The accounts of this page.' })
  data: UserDto[];

  @Text({
    description: '`cursor` of the next page; null on the last.',
    max: 2048,
    nullable: true,
    example: null,
  })
  nextCursor: string | null;

  @Whole({
    description: 'All matches, counted up to 10,000; only with `include=total`.',
    min: 0,
    max: 10_000,
    optional: true,
    example: 1,
  })
  total?: number;

  static of(page: Page<Account>): UserPageDto {
    return { ...page, data: page.data.map((account) => UserDto.of(account)) };
  }
}
