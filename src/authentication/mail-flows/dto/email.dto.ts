import { Text } from '../../../common/dto-fields.js';

/** An e-mail address. */
export class EmailDto {
  @Text({ description: 'E-mail address.', example: 'ada@example.com', max: 254 })
  email: string;
}
