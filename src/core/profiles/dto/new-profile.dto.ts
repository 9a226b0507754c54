import { ApplicationReference } from '../../applications/dto/application-fields.js';
import { Metadata, ProfileImage, ProfileName } from './profile-fields.js';

/** A profile of an account that is being created. */
export class NewProfileDto {
  @ApplicationReference()
  applicationId: string;

  @ProfileName()
  displayName?: string | null;

  @ProfileImage()
  imageUrl?: string | null;

  @Metadata({ optional: true })
  metadata?: Record<string, unknown>;
}
