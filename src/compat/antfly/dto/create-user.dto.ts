import { ApiPropertyOptional } from '@nestjs/swagger';
import { NestedList, Secret } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';
import { AntflyPermissionDto } from './permission.dto.js';

/** A new user. */
@IgnoresUnknownMembers()
export class AntflyCreateUserDto {
  // No rule on purpose: whatever is there is dropped.
  @ApiPropertyOptional({
    type: String,
    description: 'Ignored: the name is the one of the path.',
    example: 'johndoe',
  })
  username?: unknown;

  @Secret({ description: '8 to 255 characters.', example: 's3cr3tP@sswOrd', max: 1024 })
  password: string;

  @NestedList(() => AntflyPermissionDto, {
    description: 'What the user may do from the start; `admin` of `*` on `*` makes an administrator.',
    max: 100,
    optional: true,
    nullable: true,
  })
  initial_policies?: AntflyPermissionDto[] | null;
}
