import { Secret, Text } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';

const optional = { optional: true, nullable: true, min: 0 } as const;
const PASSWORD = {
  description: 'Password, 8 to 255 characters.',
  example: 'correct horse battery',
  max: 1024,
};

class TagDetailsDto {
  @Text({ description: 'First name.', example: 'Giovanni', max: 64, ...optional })
  firstName?: string | null;

  @Text({ description: 'Last name.', example: 'Satellite', max: 64, ...optional })
  lastName?: string | null;

  @Text({ description: 'Mobile number.', example: '0123456789', max: 32, ...optional })
  phone?: string | null;
}

/** A new user. */
@IgnoresUnknownMembers()
export class CreateTagUserDto extends TagDetailsDto {
  @Text({ description: 'E-mail address.', example: 'giovanni@example.com', max: 255 })
  email: string;

  @Secret(PASSWORD)
  password: string;
}

/** All details of the user; those left out are cleared. */
@IgnoresUnknownMembers()
export class UpdateTagUserDto extends TagDetailsDto {
  @Secret({ ...PASSWORD, description: `${PASSWORD.description} Only to change it.`, optional: true })
  password?: string;
}

/** A user as TAG shows one. */
export class TagUserDto {
  @Text({ description: 'First name.', example: 'Giovanni', max: 64, nullable: true })
  firstName: string | null;

  @Text({ description: 'Last name.', example: 'Satellite', max: 64, nullable: true })
  lastName: string | null;

  @Text({ description: 'E-mail address.', example: 'giovanni@example.com', max: 255, nullable: true })
  email: string | null;

  @Text({ description: 'Mobile number.', example: '0123456789', max: 32, nullable: true })
  phone: string | null;

  @Text({ description: 'The e-mail address.', example: 'giovanni@example.com', max: 255, nullable: true })
  username: string | null;
}
