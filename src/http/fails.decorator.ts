import { SetMetadata } from '@nestjs/common';

export const FAILURES = 'latchkey:failures';

/** Stable error code -> when it happens; `status` says how it is answered under `/v1`. */
export interface DocumentedFailure {
  status: 400 | 401 | 403 | 404 | 409 | 412 | 422 | 429 | 503;
  code: string;
  when: string;
  /** For 400: the member that is refused. */
  field?: string;
  /** Further members of the answer, for its example. */
  details?: Readonly<Record<string, unknown>>;
}

/**
 * The errors of an operation that are its own, for the API document. What every operation answers (400, 413 and 415 for
 * its input, 401 and 403 by its access rule, 503) is added there.
 */
export const Fails = (...failures: DocumentedFailure[]) => SetMetadata(FAILURES, failures);
