import { FreeObject, Instant, Nested, NestedList, OneOf, Secret, Text } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';

export const SECRET_TYPES = ['s3', 'aws', 'gcp', 'storj', 'other'] as const;

const optional = { optional: true, nullable: true } as const;

/** What is told about a secret that is to be stored. */
export class ByteNiteSecretInputDto {
  @Text({ description: 'Chosen by the caller.', example: 'backups', max: 128 })
  id: string;

  @OneOf({ description: 'Where the secret is for.', values: SECRET_TYPES, example: 's3' })
  secretType: string;

  @Text({ description: 'What it is for.', example: 'Backups', min: 0, max: 128, ...optional })
  name?: string | null;

  @Text({
    description: 'The name it goes with.',
    example: 'AKIAIOSFODNN7EXAMPLE',
    min: 0,
    max: 512,
    ...optional,
  })
  accessKey?: string | null;

  @Instant({ description: 'When it ends.', ...optional })
  expiresAt?: string | null;

  @FreeObject({ description: 'Whatever else belongs to it.', example: { region: 'eu-1' }, ...optional })
  params?: Record<string, unknown> | null;
}

@IgnoresUnknownMembers()
export class CreateByteNiteSecretDto {
  @Nested(() => ByteNiteSecretInputDto, { description: 'About the secret.' })
  secret: ByteNiteSecretInputDto;

  @Secret({ description: 'The secret itself; never shown again.', example: 'wJalrXUtnFEMI…', max: 16_384 })
  secretKey: string;
}

/** A secret without its value. */
export class ByteNiteSecretDto {
  @Text({ description: 'Chosen by the caller.', example: 'backups', max: 128 })
  id: string;

  @Text({ description: 'Where the secret is for.', example: 's3', max: 32 })
  secretType: string;

  @Text({ description: 'What it is for.', example: 'Backups', min: 0, max: 128 })
  name: string;

  @Text({ description: 'The name it goes with.', example: 'AKIAIOSFODNN7EXAMPLE', min: 0, max: 512 })
  accessKey: string;

  @Instant({ description: 'When it ends.', nullable: true, example: null })
  expiresAt: string | null;

  @FreeObject({ description: 'Whatever else belongs to it.', example: { region: 'eu-1' } })
  params: Record<string, unknown>;
}

export class ByteNiteSecretsDto {
  @NestedList(() => ByteNiteSecretDto, { description: 'By type and id.' })
  secrets: ByteNiteSecretDto[];
}

@IgnoresUnknownMembers()
export class ByteNiteSecretsQueryDto {
  @Text({ description: 'Only those of this type.', example: 's3', min: 0, max: 32, optional: true })
  secretType?: string;
}
