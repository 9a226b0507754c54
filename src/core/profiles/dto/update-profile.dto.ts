import { Metadata, ProfileImage, ProfileName } from './profile-fields.js';

/** A change of a profile: members left out stay, null clears; metadata is merged member by member (RFC 7396). */
export class UpdateProfileDto {
  @ProfileName()
  displayName?: string | null;

  @ProfileImage()
  imageUrl?: string | null;

  @Metadata({
    description: 'Merged into what is there; a member that is null is removed.',
    optional: true,
    nullable: true,
  })
  metadata?: Record<string, unknown> | null;
}
