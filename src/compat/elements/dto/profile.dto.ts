import { Type } from 'class-transformer';
import { ApiProperty } from '@nestjs/swagger';
import { Flag, Formed, FreeObject, NestedList, Text, WebUrl, Whole } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';
import { DISPLAY_NAME } from '../elements.patterns.js';
import { ElementsApplicationDto } from './application.dto.js';
import { ID_EXAMPLE, optional, Reference } from './fields.js';
import { ElementsUserDto } from './user.dto.js';

const DisplayName = () =>
  Formed({
    description: 'Name within the application; made up when left out.',
    example: 'Ada',
    pattern: DISPLAY_NAME,
    message:
      "has two or more of letters, digits, blanks and ' - _ . and does not begin with one of the latter",
    ...optional,
  });
const ImageUrl = () =>
  WebUrl({ description: 'A picture.', example: 'https://example.com/ada.png', ...optional });
const Metadata = () =>
  FreeObject({
    description: 'Whatever the application keeps of them; only superusers set it.',
    example: { rank: 3 },
    ...optional,
  });

/** How a user appears within an application. */
export class ElementsProfileDto {
  @Text({ description: 'Id.', example: ID_EXAMPLE, max: 24 })
  id: string;

  @ApiProperty({
    type: () => ElementsUserDto,
    nullable: true,
    description: 'Whose it is; null for who is neither that user nor a superuser.',
  })
  @Type(() => ElementsUserDto)
  user: ElementsUserDto | null;

  @ApiProperty({ type: () => ElementsApplicationDto, nullable: true, description: 'Within what.' })
  @Type(() => ElementsApplicationDto)
  application: ElementsApplicationDto | null;

  @Text({ description: 'A picture.', example: null, nullable: true, max: 2_048 })
  imageUrl: string | null;

  @FreeObject({ description: 'Always null.', example: null, nullable: true })
  imageObject: Record<string, unknown> | null;

  @Text({ description: 'Name within the application.', example: 'Ada', nullable: true, max: 255 })
  displayName: string | null;

  @FreeObject({ description: 'Whatever the application keeps of them.', example: {} })
  metadata: Record<string, unknown>;

  @Whole({
    description: 'When it was last used, in milliseconds since 1970; 0 for never.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    example: 1_769_860_800_000,
  })
  lastLogin: number;
}

/** A page of profiles. */
export class ElementsProfilePageDto {
  @Whole({ description: 'Profiles before the first of this page.', min: 0, max: 10_000, example: 0 })
  offset: number;

  @Whole({ description: 'All matches.', min: 0, max: 2_147_483_647, example: 1 })
  total: number;

  @Flag({ description: 'Whether `total` is an estimate, as beyond 10,000 it is.', example: false })
  approximation: boolean;

  @NestedList(() => ElementsProfileDto, { description: 'The profiles of this page.' })
  objects: ElementsProfileDto[];
}

/** A profile of a user who is being created. */
@IgnoresUnknownMembers()
export class ElementsNewProfileDto {
  @Reference({ description: 'Id or name of the application.' })
  applicationId: string;

  @DisplayName()
  displayName?: string | null;

  @ImageUrl()
  imageUrl?: string | null;
}

/** A new profile. */
@IgnoresUnknownMembers()
export class ElementsCreateProfileDto extends ElementsNewProfileDto {
  @Text({ description: 'Id of the user.', example: ID_EXAMPLE, max: 255 })
  userId: string;

  @Metadata()
  metadata?: Record<string, unknown> | null;
}

/** A change of a profile; null counts as left out. */
@IgnoresUnknownMembers()
export class ElementsUpdateProfileDto {
  @DisplayName()
  displayName?: string | null;

  @ImageUrl()
  imageUrl?: string | null;

  @Metadata()
  metadata?: Record<string, unknown> | null;
}
