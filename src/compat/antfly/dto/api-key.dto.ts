import { Instant, NestedList, Text } from '../../../common/dto-fields.js';
import { AntflyPermissionDto } from './permission.dto.js';

/** An API key, without its secret. */
export class AntflyApiKeyDto {
  @Text({ description: 'The public part of the key.', example: 'k3v9x0q2m7ab', max: 12 })
  key_id: string;

  @Text({ description: 'What it is for.', example: 'Nightly export', max: 128 })
  name: string;

  @Text({ description: 'Whose it is.', example: 'johndoe', max: 254 })
  username: string;

  @NestedList(() => AntflyPermissionDto, { description: 'What it allows now.' })
  permissions: AntflyPermissionDto[];

  @Instant({ description: 'When it was made.' })
  created_at: string;

  @Instant({ description: 'When it ends.' })
  expires_at: string;
}
