import { Nested, Secret, Text, Whole } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';

@IgnoresUnknownMembers()
export class ByteNiteAccessTokenRequestDto {
  @Secret({ description: 'An API key.', example: 'lk_…', max: 512 })
  apiKey: string;
}

export class ByteNiteAccessTokenDto {
  @Text({ description: 'The token, for `Authorization`.', example: 'lko_…', max: 128 })
  token: string;

  @Text({ description: 'Seconds that it is good for.', example: '3600', max: 16 })
  expiresIn: string;

  @Text({
    description: 'What it allows, separated by blanks.',
    example: 'read:self update:self',
    min: 0,
    max: 4096,
  })
  scope: string;
}

export class ByteNiteVersionDto {
  @Whole({ description: 'Changes with what breaks clients.', min: 0, max: 1000, example: 1 })
  major: number;

  @Whole({ description: 'Changes with what is new.', min: 0, max: 1000, example: 0 })
  minor: number;

  @Text({ description: 'Always empty.', example: '', min: 0, max: 64 })
  tag: string;
}

export class ByteNiteInfoDto {
  @Nested(() => ByteNiteVersionDto, { description: 'The version of this API.' })
  version: ByteNiteVersionDto;
}
