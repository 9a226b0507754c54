import { NestedList } from '../../../common/dto-fields.js';
import { PermissionDto } from './permission.dto.js';
import { UsernameDto } from './username.dto.js';

/** The caller. */
export class CurrentUserDto extends UsernameDto {
  @NestedList(() => PermissionDto, { description: 'What the caller may do.' })
  permissions: PermissionDto[];
}
