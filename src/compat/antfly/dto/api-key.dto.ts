import { Instant, NestedList, Text } from '../../../common/dto-fields.js';
import { PermissionDto } from './permission.dto.js';

/** An API key, without its secret. */
export class ApiKeyDto {
  @Text({ description: 'The public part of the key.', example: 'k3v9x0q2m7ab', max: 12 })
  key_id: string;

  @Text({ description: 'What it is for.', example: 'Nightly export', max: 128 })
  name: string;

  @Text({ description: 'Whose it is.', example: 'johndoe', max: 254 })
  username: string;

  @NestedList(() => PermissionDto, { description: 'What it allows now.' })
  permissions: PermissionDto[];

  @Instant({ description: 'When it was made.' })
  created_at: string;

  @Instant({ description: 'When it ends.' })
  expires_at: string;
}
