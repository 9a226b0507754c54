import { Nested, Secret, Text } from '../../common/dto-fields.js';
import { ApplicationReference } from '../../core/applications/dto/application-fields.js';
import { ProfileName } from '../../core/profiles/dto/profile-fields.js';

const optional = { optional: true, nullable: true } as const;

/** How the person who signs up appears within the application they sign up from. */
export class SignUpProfileDto {
  @ApplicationReference()
  applicationId: string;

  @ProfileName()
  displayName?: string | null;
}

/** A new account for the person who asks. */
export class SignUpDto {
  @Text({ description: 'E-mail address.', example: 'ada@example.com', max: 254 })
  email: string;

  @Secret({ description: 'Password, 8 to 255 characters.', example: 'correct horse battery', max: 1024 })
  password: string;

  @Text({
    description: 'User name: 1 to 64 characters, no blank, no @, not shaped like an id.',
    example: 'ada',
    max: 64,
    ...optional,
  })
  username?: string | null;

  @Text({ description: 'Name to show.', example: 'Ada Lovelace', max: 128, ...optional })
  displayName?: string | null;

  @Text({ description: 'First name.', example: 'Ada', max: 64, ...optional })
  firstName?: string | null;

  @Text({ description: 'Last name.', example: 'Lovelace', max: 64, ...optional })
  lastName?: string | null;

  @Text({ description: 'Phone number.', example: '+44 20 7946 0000', max: 32, ...optional })
  phone?: string | null;

  @Nested(() => SignUpProfileDto, {
    description: 'Made with the account, and in use from the start.',
    optional: true,
  })
  profile?: SignUpProfileDto;
}
