import { Instant, Text } from '../../../common/dto-fields.js';
import { PageQuery } from '../../../common/paging.js';

export class ListAuditEventsQueryDto extends PageQuery {
  @Text({
    description: 'Id of who did it: an account, an API key.',
    example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77',
    max: 128,
    optional: true,
  })
  actor?: string;

  @Text({
    description: 'Id of what it was done to.',
    example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77',
    max: 128,
    optional: true,
  })
  subject?: string;

  @Text({ description: 'What happened.', example: 'session.created', max: 64, optional: true })
  event?: string;

  @Instant({ description: 'Not before.', optional: true })
  from?: string;

  @Instant({ description: 'Before.', optional: true })
  to?: string;
}
