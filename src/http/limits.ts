export const BODY_LIMIT_BYTES = 64 * 1024;
/** All header lines together with the request line. */
export const HEADERS_LIMIT_BYTES = 16 * 1024;
export const MAX_HEADERS = 100;
export const MAX_TARGET_LENGTH = 8 * 1024;
/** One parameter of a path, decoded. */
export const MAX_PARAMETER_LENGTH = 2048;
export const MAX_CONNECTIONS = 10_000;

export const TIMEOUTS = {
  headersMs: 10_000,
  requestMs: 30_000,
  keepAliveMs: 65_000,
  /** No byte in either direction. Longer than the longest wait of a handler, and the end of a reader that reads nothing. */
  idleSocketMs: 65_000,
  /** How often Node looks for requests that are past their time. */
  checkMs: 2_000,
};
