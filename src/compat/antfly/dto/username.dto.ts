import { Text } from '../../../common/dto-fields.js';

/** What a user is called. */
export class AntflyUsernameDto {
  @Text({
    description: 'The user name; the e-mail address of an account without one.',
    example: 'johndoe',
    max: 254,
  })
  username: string;
}
