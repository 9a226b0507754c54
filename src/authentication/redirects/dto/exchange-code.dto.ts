import { Secret } from '../../../common/dto-fields.js';

export class ExchangeCodeDto {
  @Secret({ description: 'The code that a redirect sign-in ended with.', max: 255, example: 'lkx_…' })
  code: string;
}
