import { Flag, Id, Instant, Nested, NestedList, Text } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';
import { ProtoInteger } from './numbers.js';

const HUNDRED_YEARS_SECONDS = 100 * 365 * 24 * 3_600;

/** An API key, without the key itself. */
export class ByteNiteApiKeyDto {
  @Id({ description: 'UUID.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79' })
  id: string;

  @Text({ description: 'What it is for.', example: 'Nightly export', max: 128 })
  name: string;

  @Instant({ description: 'When it was made.', example: '2026-01-31T12:00:00Z' })
  issuedAt: string;

  @Instant({ description: 'When it ends.', example: '2027-01-31T12:00:00Z' })
  expiresAt: string;

  @Id({ description: 'Whose it is.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77' })
  userId: string;

  @Flag({ description: 'Whether it was revoked.', example: false })
  revoked: boolean;

  @Text({ description: 'The public part of the key.', example: 'k3v9x0q2m7ab', max: 12 })
  fingerprint: string;
}

export class ByteNiteApiKeysDto {
  @NestedList(() => ByteNiteApiKeyDto, { description: 'Newest first.' })
  apiKeys: ByteNiteApiKeyDto[];
}

@IgnoresUnknownMembers()
export class CreateByteNiteApiKeyDto {
  @Text({ description: 'What it is for.', example: 'Nightly export', max: 128 })
  name: string;

  @ProtoInteger({
    description: 'Seconds that it is good for; a year when left out or 0.',
    min: 0,
    max: HUNDRED_YEARS_SECONDS,
    example: 2_592_000,
  })
  duration?: number | null;

  @Text({
    description: 'Taken and not needed.',
    example: '',
    min: 0,
    max: 255,
    optional: true,
    nullable: true,
  })
  code?: string | null;

  @Text({
    description: 'Taken and not needed.',
    example: '',
    min: 0,
    max: 255,
    optional: true,
    nullable: true,
  })
  nonce?: string | null;
}

export class ByteNiteNewApiKeyDto {
  @Text({ description: 'The key, shown this one time.', example: 'lk_k3v9x0q2m7ab_…', max: 128 })
  token: string;

  @Nested(() => ByteNiteApiKeyDto, { description: 'About the key.' })
  apiKey: ByteNiteApiKeyDto;
}
