import { Instant, Text } from '../../../common/dto-fields.js';
import { BluebricksUserSummaryDto } from './user-summary.dto.js';

/** An account. */
export class BluebricksUserDto extends BluebricksUserSummaryDto {
  @Text({ description: "The user's first name.", example: 'John', max: 255, optional: true })
  first_name?: string;

  @Text({ description: "The user's last name.", example: 'Doe', max: 255, optional: true })
  last_name?: string;

  @Text({
    description: "The user's nickname; without one the user name.",
    example: 'JD',
    max: 255,
    optional: true,
  })
  nickname?: string;

  @Instant({ description: 'When the account was created.', optional: true })
  created_at?: string;
}
