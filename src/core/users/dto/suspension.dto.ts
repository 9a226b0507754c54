import { Instant, Text } from '../../../common/dto-fields.js';

/** Keeps an account from signing in. */
export class SuspensionDto {
  @Text({
    description: 'Why, for the people who look after accounts.',
    example: 'Chargeback under review',
    max: 500,
  })
  reason: string;

  @Instant({
    description: 'When it ends by itself; without it, when somebody ends it.',
    example: '2030-01-01T00:00:00.000Z',
    optional: true,
    nullable: true,
  })
  until?: string | null;
}
