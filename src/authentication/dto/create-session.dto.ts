import { Id, Secret, Text } from '../../common/dto-fields.js';
import { ApplicationReference } from '../../core/applications/dto/application-fields.js';

/** Sign-in by password. */
export class CreateSessionDto {
  @Text({ description: 'User name or e-mail address.', example: 'ada@example.com', max: 254 })
  identifier: string;

  @Secret({ description: 'Password.', example: 'correct horse battery', max: 1024 })
  password: string;

  @ApplicationReference({
    description:
      'What the session is for: the id or name of an application. Their oldest profile within it is used.',
    optional: true,
  })
  applicationId?: string;

  @Id({
    description: 'The profile to use.',
    optional: true,
    example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a7b',
  })
  profileId?: string;

  @Text({
    description:
      'The profile to use, described: `field:value` conditions with `AND` and parentheses; fields are `id`, `displayName`, `application` (an id or a name), `applicationId` and `metadata.<path>`, values with blanks in quotes. The oldest that fits; does not count beside `profileId`.',
    example: 'application:shop AND displayName:"Ada Lovelace"',
    max: 1024,
    optional: true,
  })
  profileSelector?: string;
}
