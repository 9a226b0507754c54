import { NestedList } from '../../../common/dto-fields.js';
import { AntflyPermissionDto } from './permission.dto.js';
import { AntflyUsernameDto } from './username.dto.js';

/** The caller. */
export class AntflyCurrentUserDto extends AntflyUsernameDto {
  @NestedList(() => AntflyPermissionDto, { description: 'What the caller may do.' })
  permissions: AntflyPermissionDto[];
}
