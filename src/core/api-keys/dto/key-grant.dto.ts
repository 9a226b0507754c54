import { Text } from '../../../common/dto-fields.js';

/** What a key may do on one resource, as far as its owner may. */
export class KeyGrantDto {
  @Text({ description: 'What it allows: a verb, or `*` for every one.', example: 'read', max: 32 })
  type: string;

  @Text({ description: 'On which kind of thing; `*` for every one.', example: 'document', max: 64 })
  resourceType: string;

  @Text({ description: 'On which thing of that kind; `*` for every one.', example: '42', max: 255 })
  resource: string;
}
