import { Id, Instant, NestedList, OneOf, Text } from '../../../common/dto-fields.js';
import { type Page, PageDto } from '../../../common/paging.js';
import type { IdentityView } from '../identity.row.js';

/** A way to sign in by a provider. */
export class IdentityDto {
  @Id({ description: 'UUIDv7.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a7b' })
  id: string;

  @OneOf({
    description: 'Who vouches for the person.',
    values: ['google', 'apple', 'facebook', 'firebase'],
    example: 'google',
  })
  provider: string;

  @Text({ description: 'Who they are there.', example: '110169484474386276334', max: 255 })
  subject: string;

  @Text({
    description: 'The e-mail address that the provider last told; null when it tells none.',
    example: 'ada@example.com',
    max: 254,
    nullable: true,
  })
  email: string | null;

  @Instant({ description: 'When it was linked.' })
  createdAt: string;

  @Instant({ description: 'When it was last used to sign in.' })
  lastUsedAt: string;

  static of(identity: IdentityView): IdentityDto {
    return {
      id: identity.id,
      provider: identity.provider,
      subject: identity.subject,
      email: identity.email,
      createdAt: identity.createdAt.toISOString(),
      lastUsedAt: identity.lastUsedAt.toISOString(),
    };
  }
}

/** One page of identities. */
export class IdentityPageDto extends PageDto {
  @NestedList(() => IdentityDto, { description: 'The identities of this page, oldest first.' })
  data: IdentityDto[];

  static ofPage({ data, nextCursor }: Page<IdentityView>): IdentityPageDto {
    return { data: data.map((identity) => IdentityDto.of(identity)), nextCursor };
  }
}
