import { NestedList } from '../../../common/dto-fields.js';
import { CountedPageDto, type Page } from '../../../common/paging.js';
import type { RoleView } from '../role.row.js';
import { RoleDto } from './role.dto.js';

/** One page of roles. */
export class RolePageDto extends CountedPageDto {
  @NestedList(() => RoleDto, { description: 'The roles of this page, by name.' })
  data: RoleDto[];

  static of(page: Page<RoleView>): RolePageDto {
    return { ...page, data: page.data.map((role) => RoleDto.of(role)) };
  }
}
