import { NestedList, Text } from '../../../common/dto-fields.js';
import { ElementsProfileDto } from './profile.dto.js';
import { ElementsUserMembersDto } from './user.dto.js';

/** A user who was just created. */
export class ElementsCreatedUserDto extends ElementsUserMembersDto {
  @Text({
    description: 'The password, when it was made here; never again.',
    example: null,
    nullable: true,
    max: 255,
  })
  password: string | null;

  @NestedList(() => ElementsProfileDto, { description: 'The profiles that were created with the user.' })
  profiles: ElementsProfileDto[];
}
