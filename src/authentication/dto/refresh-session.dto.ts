import { Secret } from '../../common/dto-fields.js';

export class RefreshSessionDto {
  @Secret({ description: 'The refresh token of the last answer.', example: 'lkr_…', max: 1024 })
  refreshToken: string;
}
