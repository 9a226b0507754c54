import { Secret, Text } from '../../common/dto-fields.js';

/** Sign-in by password. */
export class CreateSessionDto {
  @Text({ description: 'User name or e-mail address.', example: 'ada@example.com', max: 254 })
  identifier: string;

  @Secret({ description: 'Password.', example: 'correct horse battery', max: 1024 })
  password: string;
}
