import { Id, Instant, NestedList, Text, TextList } from '../../../common/dto-fields.js';
import type { Page } from '../../../common/paging.js';
import { KeyGrantDto } from './key-grant.dto.js';
import type { ApiKeyView } from '../api-key.row.js';
import type { ShownApiKey } from '../api-keys.service.js';

/** An API key, without its secret. */
export class ApiKeyDto {
  @Id({ description: 'UUIDv7.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79' })
  id: string;

  @Text({ description: 'What it is for.', example: 'Nightly export', max: 128 })
  name: string;

  @Text({
    description: 'The public part of the key; its `client_id` at `/oauth/token`.',
    example: 'k3v9x0q2m7ab',
    max: 12,
  })
  prefix: string;

  @TextList({
    description: 'What it may do, within what its owner may do; null: whatever the owner may do.',
    example: ['read:self'],
    max: 100,
    nullable: true,
  })
  permissions: string[] | null;

  @NestedList(() => KeyGrantDto, {
    description:
      'What it may do on single resources, within what its owner may; null: whatever the owner may.',
    nullable: true,
  })
  grants: KeyGrantDto[] | null;

  @Instant({ description: 'When it ends.' })
  expiresAt: string;

  @Instant({ description: 'When it was made.' })
  createdAt: string;

  @Instant({ description: 'When it was last used, to the minute; null for never.', nullable: true })
  lastUsedAt: string | null;

  static of(apiKey: ApiKeyView): ApiKeyDto {
    return {
      id: apiKey.id,
      name: apiKey.name,
      prefix: apiKey.prefix,
      permissions: apiKey.permissions,
      grants: apiKey.grants,
      expiresAt: apiKey.expiresAt.toISOString(),
      createdAt: apiKey.createdAt.toISOString(),
      lastUsedAt: apiKey.lastUsedAt?.toISOString() ?? null,
    };
  }
}

/** An API key that was just made or rotated. */
export class ApiKeyShownDto extends ApiKeyDto {
  @Text({ description: 'The key itself; shown only here.', example: 'lk_k3v9x0q2m7ab_…', max: 65 })
  key: string;

  static shown({ apiKey, key }: ShownApiKey): ApiKeyShownDto {
    return { ...ApiKeyDto.of(apiKey), key };
  }
}

/** One page of API keys. */
export class ApiKeyPageDto {
  @NestedList(() => ApiKeyDto, { description: 'The keys of this page, newest first.' })
  data: ApiKeyDto[];

  @Text({
    description: '`cursor` of the next page; null on the last.',
    max: 2048,
    nullable: true,
    example: null,
  })
  nextCursor: string | null;

  static of(page: Page<ApiKeyView>): ApiKeyPageDto {
    return { data: page.data.map((apiKey) => ApiKeyDto.of(apiKey)), nextCursor: page.nextCursor };
  }
}
