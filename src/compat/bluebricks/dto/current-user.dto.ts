import { Formed, TextList } from '../../../common/dto-fields.js';
import { BluebricksUserDto } from './user.dto.js';

/** The account of the caller. */
export class BluebricksCurrentUserDto extends BluebricksUserDto {
  @TextList({ description: 'What the caller may do.', example: ['read:users'], max: 2000 })
  permissions: string[];

  @Formed({
    description:
      'HMAC-SHA-256 of the email for the identity verification of Pylon; only when that is set up.',
    example: 'c03cc5fe4abed1173ff09f3cb7f4f81af474243082f17c685d47428bfd7aeb5a',
    pattern: /^[0-9a-f]{64}$/,
    message: 'is 64 hexadecimal digits',
    optional: true,
  })
  pylonEmailHash?: string;
}
