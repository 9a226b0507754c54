import { SetMetadata } from '@nestjs/common';

export const FAILURES = 'latchkey:failures';

/** Stable error code -> when it happens; `status` says how it is answered under `/v1`. */
export interface DocumentedFailure {
  status: 404 | 409 | 412 | 422 | 403 | 401 | 429;
  code: string;
  when: string;
}

/**
 * The errors of an operation that are its own, for the API document. What every operation answers (400 for a malformed
 * request, 401 and 403 by its access rule, 429, 503) is added there.
 */
export const Fails = (...failures: DocumentedFailure[]) => SetMetadata(FAILURES, failures);
