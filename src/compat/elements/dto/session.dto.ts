import { Nested, Secret, Text, Whole } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';
import { ElementsApplicationDto } from './application.dto.js';
import { ID_EXAMPLE, optional, Reference } from './fields.js';
import { ElementsProfileDto } from './profile.dto.js';
import { ElementsUserDto } from './user.dto.js';

/** Somebody who is signed in. */
export class ElementsSessionDto {
  @Nested(() => ElementsUserDto, { description: 'Who.' })
  user: ElementsUserDto;

  @Nested(() => ElementsProfileDto, { description: 'The profile in use; null without one.', nullable: true })
  profile: ElementsProfileDto | null;

  @Nested(() => ElementsApplicationDto, {
    description: 'What it is for; null for nothing in particular.',
    nullable: true,
  })
  application: ElementsApplicationDto | null;

  @Whole({
    description: 'When it is over unless it is used, in milliseconds since 1970.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    example: 1_770_033_600_000,
  })
  expiry: number;
}

/** A session that was just opened. */
export class ElementsSessionCreationDto {
  @Text({
    description: 'The secret of the session, 64 hex characters.',
    example: '8F1E4AD9C24F6B0D3A5E7C9B1D2F4A6B8C0D2E4F66F0C1D2E3A4B5C6D7E8F901',
    max: 64,
  })
  sessionSecret: string;

  @Nested(() => ElementsSessionDto, { description: 'The session.' })
  session: ElementsSessionDto;
}

/** A session by Facebook. */
export class ElementsFacebookSessionCreationDto extends ElementsSessionCreationDto {
  @Text({
    description: 'An access token of Facebook’s that is good for longer.',
    example: 'EAAC…',
    max: 8_192,
  })
  userAccessToken: string;
}

/** A sign-in by password. */
@IgnoresUnknownMembers()
export class ElementsCreateSessionDto {
  @Text({ description: 'Id, user name or e-mail address.', example: 'ada', max: 254 })
  userId: string;

  @Secret({ description: 'Password.', example: 'correct-horse-battery', max: 1024 })
  password: string;

  @Text({ description: 'The profile to use.', example: ID_EXAMPLE, max: 255, min: 0, ...optional })
  profileId?: string | null;

  @Text({
    description:
      'The profile to use, described: `field:value` with `AND` and parentheses; fields are `id`, `displayName`, `application` and `metadata.<path>`. Does not count beside `profileId`.',
    example: 'displayName:Ada',
    max: 1024,
    min: 0,
    ...optional,
  })
  profileSelector?: string | null;
}

const Token = (description: string) => Text({ description, example: 'eyJhbGciOi…', max: 16_384 });
const applicationNameOrId = () =>
  Reference({ description: 'Name or id of the application.', example: 'chess' });

/** A sign-in by an identity token of Google's or Apple's. */
@IgnoresUnknownMembers()
export class ElementsIdentityTokenSessionDto {
  @applicationNameOrId()
  applicationNameOrId: string;

  @Token('The identity token.')
  identityToken: string;
}

/** A sign-in by Firebase. */
@IgnoresUnknownMembers()
export class ElementsFirebaseSessionDto {
  @Token('The ID token; its audience tells the application.')
  firebaseJWT: string;
}

/** A sign-in by Facebook. */
@IgnoresUnknownMembers()
export class ElementsFacebookSessionDto {
  @applicationNameOrId()
  applicationNameOrId: string;

  @Reference({
    description: 'Id, name or app id of the Facebook configuration.',
    example: '1234567890123456',
  })
  applicationConfigurationNameOrId: string;

  @Token('The access token that the client has of Facebook.')
  facebookOAuthAccessToken: string;
}
