import { Flag, Id, Instant, Text, TextList } from '../../../common/dto-fields.js';
import { lifetimeOf } from '../session-lifetimes.js';
import type { SessionView } from '../session.row.js';

const MS_PER_SECOND = 1_000;

/** An open sign-in. */
export class SessionDto {
  @Id({ description: 'UUIDv7.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a78' })
  id: string;

  @Id({ description: 'Whose it is.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77' })
  userId: string;

  @Id({ description: 'The application it was opened for.', nullable: true, example: null })
  applicationId: string | null;

  @Id({ description: 'The profile in use.', nullable: true, example: null })
  profileId: string | null;

  @Text({
    description: 'How they signed in: `password` or the name of a provider.',
    example: 'password',
    max: 32,
  })
  provider: string;

  @TextList({ description: 'Authentication methods (RFC 8176).', example: ['pwd'], max: 10 })
  amr: string[];

  @Instant({ description: 'When it was opened.' })
  createdAt: string;

  @Instant({ description: 'When it was last used, to the minute.' })
  lastUsedAt: string;

  @Instant({
    description: 'When it ends unless it is used before; never later than 30 days after it was opened.',
  })
  expiresAt: string;

  @Text({ description: 'Where they signed in from.', example: '192.0.2.10', max: 64, nullable: true })
  ipAddress: string | null;

  @Text({ description: 'What they signed in with.', example: 'Mozilla/5.0', max: 512, nullable: true })
  userAgent: string | null;

  @Flag({ description: 'Whether it is the session of this request.', example: true })
  current: boolean;

  /**
   * @param currentId the session of the request
   * @param isAdministrative whether its owner holds permissions, which makes it shorter
   */
  static of(session: SessionView, currentId: string | null, isAdministrative: boolean): SessionDto {
    const { idleSeconds, absoluteSeconds } = lifetimeOf(isAdministrative);
    const expiresAt = Math.min(
      session.lastUsedAt.getTime() + idleSeconds * MS_PER_SECOND,
      session.createdAt.getTime() + absoluteSeconds * MS_PER_SECOND,
    );
    return {
      id: session.id,
      userId: session.userId,
      applicationId: session.applicationId,
      profileId: session.profileId,
      provider: session.provider,
      amr: session.amr,
      createdAt: session.createdAt.toISOString(),
      lastUsedAt: session.lastUsedAt.toISOString(),
      expiresAt: new Date(expiresAt).toISOString(),
      ipAddress: session.ipAddress,
      userAgent: session.userAgent,
      current: session.id === currentId,
    };
  }
}
