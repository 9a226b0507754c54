import { Id } from '../../../common/dto-fields.js';

/** Another profile for the session of this request. */
export class ChooseProfileDto {
  @Id({
    description: 'One of the own profiles; null to go on without one.',
    nullable: true,
    example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a7b',
  })
  profileId: string | null;
}
