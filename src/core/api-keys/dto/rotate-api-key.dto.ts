import { Whole } from '../../../common/dto-fields.js';

export const DEFAULT_OVERLAP_SECONDS = 3_600;
const MAX_OVERLAP_SECONDS = 86_400;

/** A rotation of an API key. */
export class RotateApiKeyDto {
  @Whole({
    description: `Seconds the old key works on; ${DEFAULT_OVERLAP_SECONDS} when left out.`,
    min: 0,
    max: MAX_OVERLAP_SECONDS,
    example: DEFAULT_OVERLAP_SECONDS,
    optional: true,
  })
  overlapSeconds?: number;
}
