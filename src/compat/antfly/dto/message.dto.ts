import { Text } from '../../../common/dto-fields.js';

/** That it worked. */
export class AntflyMessageDto {
  @Text({ description: 'For people.', example: 'Operation completed successfully', max: 255 })
  message: string;
}
