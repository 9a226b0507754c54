import { FreeObject, Instant, Secret, Text } from '../../../common/dto-fields.js';

/** A secret to be kept. */
export class PutSecretDto {
  @Secret({ description: 'The value; never shown again.', example: 'wJalrXUtnFEMI…', max: 16_384 })
  secretKey: string;

  @Text({ description: 'What it is for.', example: 'Backups', max: 128, optional: true, nullable: true })
  name?: string | null;

  @Text({
    description: 'The name the value goes with, such as an access key id.',
    example: 'AKIAIOSFODNN7EXAMPLE',
    max: 512,
    optional: true,
    nullable: true,
  })
  accessKey?: string | null;

  @FreeObject({ description: 'Whatever else belongs to it.', example: { region: 'eu-1' }, optional: true })
  params?: Record<string, unknown>;

  @Instant({ description: 'When it ends, for its owner to know.', optional: true, nullable: true })
  expiresAt?: string | null;
}
