import { Text } from '../../../common/dto-fields.js';
import { AntflyUsernameDto } from './username.dto.js';

/** A user. */
export class AntflyUserDto extends AntflyUsernameDto {
  @Text({
    description:
      'Looks like the base64 of an Argon2id hash and is another one after every change of the password, but is not made of the password; empty for an account without one.',
    example: 'JGFyZ29uMmlkJHY9MTkkbT0xOTQ1Nix0PTIscD0xJA==',
    min: 0,
    max: 255,
  })
  password_hash: string;
}
