import { FreeObject, Instant, Text } from '../../../common/dto-fields.js';
import type { SecretView } from '../secrets.service.js';

/** A secret without its value. */
export class SecretDto {
  @Text({ description: 'Kind of secret.', example: 's3', max: 32 })
  type: string;

  @Text({ description: 'Chosen by its owner.', example: 'backups', max: 128 })
  id: string;

  @Text({ description: 'What it is for.', example: 'Backups', max: 128, nullable: true })
  name: string | null;

  @Text({
    description: 'The name the value goes with.',
    example: 'AKIAIOSFODNN7EXAMPLE',
    max: 512,
    nullable: true,
  })
  accessKey: string | null;

  @FreeObject({ description: 'Whatever else belongs to it.', example: { region: 'eu-1' } })
  params: Record<string, unknown>;

  @Instant({ description: 'When it ends.', nullable: true })
  expiresAt: string | null;

  @Instant({ description: 'When it was first stored.' })
  createdAt: string;

  @Instant({ description: 'When it was last replaced.' })
  updatedAt: string;

  static of(secret: SecretView): SecretDto {
    return {
      type: secret.type,
      id: secret.id,
      name: secret.name,
      accessKey: secret.accessKey,
      params: secret.params,
      expiresAt: secret.expiresAt?.toISOString() ?? null,
      createdAt: secret.createdAt.toISOString(),
      updatedAt: secret.updatedAt.toISOString(),
    };
  }
}
