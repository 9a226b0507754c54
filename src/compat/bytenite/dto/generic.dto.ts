import { Flag, Text } from '../../../common/dto-fields.js';

/** What operations answer that have nothing to say. */
export class ByteNiteGenericDto {
  @Flag({ description: 'Always true.', example: true })
  ok: boolean;

  @Text({
    description: 'Always empty; the request has its id in `X-Request-Id`.',
    example: '',
    min: 0,
    max: 0,
  })
  requestId: string;

  @Text({ description: 'Always empty.', example: '', min: 0, max: 0 })
  message: string;

  @Text({ description: 'Always null.', nullable: true, example: null, max: 0 })
  error: null;
}

/** A new one for each answer. */
export const genericAnswer = (): ByteNiteGenericDto => ({
  ok: true,
  requestId: '',
  message: '',
  error: null,
});
