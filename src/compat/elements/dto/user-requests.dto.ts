import { NestedList, Secret, Text } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';
import {
  Email,
  type ElementsLevel,
  FirstName,
  ID_EXAMPLE,
  LastName,
  Level,
  Name,
  NewPassword,
  optional,
  Phone,
} from './fields.js';
import { ElementsNewProfileDto } from './profile.dto.js';

/** A new user; nothing is needed. */
@IgnoresUnknownMembers()
export class ElementsCreateUserDto {
  @Name(optional)
  name?: string | null;

  @Email(optional)
  email?: string | null;

  @Phone(optional)
  primaryPhoneNb?: string | null;

  @FirstName(optional)
  firstName?: string | null;

  @LastName(optional)
  lastName?: string | null;

  @NewPassword({ description: '8 to 255 characters without blanks; one is made when left out.', ...optional })
  password?: string | null;

  @Level({ description: 'Only superusers set another than `USER`.', ...optional })
  level?: ElementsLevel | null;

  @NestedList(() => ElementsNewProfileDto, {
    description: 'Profiles that are created with the user.',
    max: 20,
    ...optional,
  })
  profiles?: ElementsNewProfileDto[] | null;
}

/** What a user is to be; what is optional stays when it is left out. */
@IgnoresUnknownMembers()
export class ElementsUpdateUserDto {
  @Name({})
  name: string;

  @Email({})
  email: string;

  @Phone(optional)
  primaryPhoneNb?: string | null;

  @FirstName(optional)
  firstName?: string | null;

  @LastName(optional)
  lastName?: string | null;

  @NewPassword({ description: 'A new password; only superusers set it here.', ...optional })
  password?: string | null;

  @Level({ description: 'Only superusers set it.' })
  level: ElementsLevel;
}

/** A change of one's own password. */
@IgnoresUnknownMembers()
export class ElementsUpdatePasswordDto {
  @Secret({ description: 'The password so far.', example: 'correct-horse-battery', max: 1024 })
  oldPassword: string;

  @Secret({ description: '8 to 255 characters.', example: 'staple-correct-battery', max: 1024 })
  newPassword: string;

  @Text({
    description: 'The profile for the new session.',
    example: ID_EXAMPLE,
    max: 255,
    min: 0,
    ...optional,
  })
  profileId?: string | null;
}
