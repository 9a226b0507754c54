import { Text, WebUrl } from '../../../common/dto-fields.js';

/** An account, in short. */
export class BluebricksUserSummaryDto {
  @Text({ description: "The user's unique id.", example: 'latchkey|66f0c1d2e3a4b5c6d7e8f901', max: 255 })
  id: string;

  @Text({ description: "The user's full name.", example: 'John Doe', max: 255 })
  name: string;

  @Text({
    description: "The user's email address; empty for an account without one.",
    example: 'john@example.com',
    min: 0,
    max: 254,
  })
  email: string;

  @WebUrl({
    description: "The user's profile picture.",
    example: 'https://example.com/profile.jpg',
    optional: true,
  })
  picture?: string;
}
