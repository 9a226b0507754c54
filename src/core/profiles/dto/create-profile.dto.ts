import { Id } from '../../../common/dto-fields.js';
import { NewProfileDto } from './new-profile.dto.js';

/** A new profile. */
export class CreateProfileDto extends NewProfileDto {
  @Id({
    description: 'Whose it is; the caller’s own unless given. Others need `update:profiles`.',
    optional: true,
    example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77',
  })
  userId?: string;
}
