import { Text } from '../../../common/dto-fields.js';
import { AntflyApiKeyDto } from './api-key.dto.js';

/** An API key that was just made. */
export class AntflyCreatedApiKeyDto extends AntflyApiKeyDto {
  @Text({ description: 'The secret part of the key; shown only here.', example: 'Zm9v…', max: 64 })
  key_secret: string;

  @Text({
    description: 'Base64 of `key_id:key_secret`, for `Authorization: ApiKey`; shown only here.',
    example: 'azN2OXgwcTJtN2FiOlptOXY=',
    max: 128,
  })
  encoded: string;
}
