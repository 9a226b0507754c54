import type { Account } from '../../../authorization/account.js';
import { NestedList, Text } from '../../../common/dto-fields.js';
import { UserRoleDto } from './user.dto.js';

/** The roles of an account. */
export class UserRolesDto {
  @NestedList(() => UserRoleDto, { description: 'The roles, by name.' })
  data: UserRoleDto[];

  @Text({ description: 'Always null: an account holds few roles.', max: 2048, nullable: true, example: null })
  nextCursor: string | null;

  static of(account: Account): UserRolesDto {
    return { data: account.roles, nextCursor: null };
  }
}
