import { Nested, OneOf, Text, Whole } from '../../common/dto-fields.js';
import { ProfileDto } from '../../core/profiles/dto/profile.dto.js';
import { SessionDto } from '../../core/sessions/dto/session.dto.js';
import { UserDto } from '../../core/users/dto/user.dto.js';
import type { TokenSet } from '../session-tokens.js';
import type { SignedIn } from '../sign-in.service.js';

/** A session that was just opened, with its tokens; they are shown only here. */
export class SessionCreatedDto {
  @Nested(() => SessionDto, { description: 'The session.' })
  session: SessionDto;

  @Text({
    description: 'JWT (RFC 9068) for `Authorization: Bearer`.',
    example: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9…',
    max: 8192,
  })
  accessToken: string;

  @OneOf({ description: 'Always `Bearer`.', values: ['Bearer'], example: 'Bearer' })
  tokenType: 'Bearer';

  @Whole({ description: 'Seconds the access token is good for.', min: 1, max: 900, example: 900 })
  expiresIn: number;

  @Text({ description: 'Good once, at `POST /v1/sessions/refresh`.', example: 'lkr_…', max: 255 })
  refreshToken: string;

  @Nested(() => UserDto, { description: 'Who signed in.' })
  user: UserDto;

  @Nested(() => ProfileDto, { description: 'The profile in use; null without one.', nullable: true })
  profile: ProfileDto | null;

  static of({ session, account, profile }: SignedIn, tokens: TokenSet): SessionCreatedDto {
    return {
      session: SessionDto.of(session, session.id, tokens.isAdministrative),
      accessToken: tokens.accessToken,
      tokenType: 'Bearer',
      expiresIn: tokens.expiresIn,
      refreshToken: tokens.refreshToken,
      user: UserDto.of(account),
      profile: profile === null ? null : ProfileDto.of(profile),
    };
  }
}
