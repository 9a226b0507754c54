import { Secret } from '../../common/dto-fields.js';

/** A new password. */
export class ChangePasswordDto {
  @Secret({
    description: 'The current password; needed for the own account.',
    example: 'correct horse battery',
    max: 1024,
    optional: true,
  })
  currentPassword?: string;

  @Secret({
    description: 'The new password, 8 to 255 characters.',
    example: 'staple correct battery',
    max: 1024,
  })
  newPassword: string;
}
