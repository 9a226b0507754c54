import { Text } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';

/** What Apple posts; fields that are not known are ignored. */
@IgnoresUnknownMembers()
export class AppleAnswerDto {
  @Text({ description: 'The state of the flow.', max: 4096, example: '9xO…' })
  state: string;

  @Text({ description: 'The authorization code.', max: 4096, optional: true, example: 'c5f…' })
  code?: string;

  @Text({ description: 'Why there is none.', max: 4096, optional: true, example: 'user_cancelled_authorize' })
  error?: string;

  @Text({
    description: 'The name of the person as JSON, at the first sign-in only.',
    max: 4096,
    optional: true,
    example: '{"name":{"firstName":"Ada","lastName":"Lovelace"}}',
  })
  user?: string;
}
