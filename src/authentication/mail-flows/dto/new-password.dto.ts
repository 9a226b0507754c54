import { Secret } from '../../../common/dto-fields.js';

/** A new password. */
export class NewPasswordDto {
  @Secret({
    description: 'The new password, 8 to 255 characters.',
    example: 'staple correct battery',
    max: 1024,
  })
  newPassword: string;
}
