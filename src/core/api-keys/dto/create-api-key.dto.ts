import { Instant, Text, TextList } from '../../../common/dto-fields.js';

/** A new API key. */
export class CreateApiKeyDto {
  @Text({ description: 'What it is for.', example: 'Nightly export', max: 128 })
  name: string;

  @TextList({
    description:
      'What it may do, within what its owner may do at the time; left out or null: whatever the owner may do, `[]`: nothing.',
    example: ['read:self'],
    max: 100,
    pattern: /^[a-z][a-z0-9_.-]{0,63}:[a-z][a-z0-9_.-]{0,63}$/,
    message: 'is a permission such as read:users',
    optional: true,
    nullable: true,
  })
  permissions?: string[] | null;

  @Instant({ description: 'When it ends; left out: in one year.', optional: true, nullable: true })
  expiresAt?: string | null;
}
