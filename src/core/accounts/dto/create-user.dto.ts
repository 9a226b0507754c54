import { NestedList, Secret, TextList } from '../../../common/dto-fields.js';
import { NewProfileDto } from '../../profiles/dto/new-profile.dto.js';
import { AccountMembersDto } from '../../users/dto/account-members.dto.js';
import { CreateGrantDto } from '../../users/dto/grant.dto.js';

/** A new account; one of `email` and `username` is needed. */
export class CreateUserDto extends AccountMembersDto {
  @Secret({
    description: 'Password, 8 to 255 characters. Without one they cannot sign in by password.',
    example: 'correct horse battery',
    min: 8,
    max: 255,
    optional: true,
  })
  password?: string;

  @TextList({
    description: 'Role ids; role `user` unless given.',
    example: ['rol_RegularUser00001'],
    max: 100,
    pattern: /^rol_[A-Za-z0-9]{16}$/,
    message: 'each is a role id',
    optional: true,
  })
  roles?: string[];

  @NestedList(() => CreateGrantDto, {
    description: 'What they may do on single resources; none of it beyond what the caller may do.',
    max: 100,
    optional: true,
  })
  grants?: CreateGrantDto[];

  @NestedList(() => NewProfileDto, {
    description: 'How they appear within applications, from the start.',
    max: 20,
    optional: true,
  })
  profiles?: NewProfileDto[];
}
