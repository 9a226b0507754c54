/** What a failed database call means to the caller; null is a bug of ours. */
export type DatabaseFailure = 'conflict' | 'invalid' | 'unavailable' | null;

const SQLSTATE = /^[0-9][0-9A-Z]{4}$/;
/** Unique, foreign key and exclusion violations. */
const CONFLICTS: ReadonlySet<string> = new Set(['23505', '23503', '23P01']);
/**
 * Serialisation failure, deadlock, lock not available; a standby that takes no writes, and a transaction that the
 * server ended because it stood idle.
 */
const PASSING: ReadonlySet<string> = new Set(['40001', '40P01', '55P03', '25006', '25P03']);
/** Operator intervention (time-outs and shutdown), connection trouble, out of resources. */
const PASSING_CLASSES: ReadonlySet<string> = new Set(['57', '08', '53']);
const CONNECTION_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** pg and pg-pool mark these in no other way: they are plain errors without a code. */
const CONNECTION_MESSAGES: ReadonlySet<string> = new Set([
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
]);

interface DriverError {
  code?: unknown;
  syscall?: unknown;
  message?: unknown;
  driverError?: unknown;
}

/**
 * What an error of the database driver, bare or wrapped by TypeORM, means to the caller.
 * @returns undefined when the error is not the driver's
 */
export function databaseFailure(error: unknown): DatabaseFailure | undefined {
  const { code, syscall, message } = driverError(error);
  if (typeof code !== 'string') {
    return typeof message === 'string' && CONNECTION_MESSAGES.has(message) ? 'unavailable' : undefined;
  }
  // A missing file is a bug, a missing socket a server that is down.
  if (CONNECTION_CODES.has(code) || (code === 'ENOENT' && syscall === 'connect')) {
    return 'unavailable';
  }
  return SQLSTATE.test(code) ? bySqlState(code) : undefined;
}

function bySqlState(code: string): DatabaseFailure {
  if (CONFLICTS.has(code)) {
    return 'conflict';
  }
  const sqlClass = code.slice(0, 2);
  if (PASSING.has(code) || PASSING_CLASSES.has(sqlClass)) {
    return 'unavailable';
  }
  return sqlClass === '22' ? 'invalid' : null;
}

function driverError(error: unknown): DriverError {
  if (typeof error !== 'object' || error === null) {
    return {};
  }
  const { driverError: inner } = error as DriverError;
  return typeof inner === 'object' && inner !== null ? inner : error;
}
