import { Text } from '../../../common/dto-fields.js';

/** That it worked. */
export class MessageDto {
  @Text({ description: 'For people.', example: 'Operation completed successfully', max: 255 })
  message: string;
}
