import { Id, Instant, NestedList } from '../../../common/dto-fields.js';
import { PageDto, type Page } from '../../../common/paging.js';
import type { ProfileView } from '../profile.row.js';
import { Metadata, ProfileImage, ProfileName } from './profile-fields.js';

/** How somebody appears within one application. */
export class ProfileDto {
  @Id({ description: 'UUIDv7.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a7b' })
  id: string;

  @Id({ description: 'Whose it is.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77' })
  userId: string;

  @Id({ description: 'Application it belongs to.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a7a' })
  applicationId: string;

  @ProfileName({})
  displayName: string | null;

  @ProfileImage({})
  imageUrl: string | null;

  @Metadata()
  metadata: Record<string, unknown>;

  @Instant({ description: 'When they last signed in with it.', nullable: true })
  lastSignInAt: string | null;

  static of(profile: ProfileView): ProfileDto {
    return {
      id: profile.id,
      userId: profile.userId,
      applicationId: profile.applicationId,
      displayName: profile.displayName,
      imageUrl: profile.imageUrl,
      metadata: profile.metadata,
      lastSignInAt: profile.lastSignInAt?.toISOString() ?? null,
    };
  }
}

/** One page of profiles. */
export class ProfilePageDto extends PageDto {
  @NestedList(() => ProfileDto, { description: 'The profiles of this page, newest first.' })
  data: ProfileDto[];

  static of(page: Page<ProfileView>): ProfilePageDto {
    return { ...page, data: page.data.map((profile) => ProfileDto.of(profile)) };
  }
}
