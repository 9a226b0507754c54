const SQLSTATE = /^[0-9A-Z]{5}$/;
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Of those, the ones of a connection that never came to be; 57P03 is a server that is starting. */
const CONNECT_CODES = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTFOUND', 'EAI_AGAIN', '57P03']);

interface DriverError {
  code?: unknown;
  constraint?: unknown;
  driverError?: unknown;
}

function driverError(error: unknown): DriverError | undefined {
  if (typeof error !== 'object' || error === null) {
    return undefined;
  }
  const candidate = error as DriverError;
  return candidate.driverError ?? candidate;
}

/** The SQLSTATE that PostgreSQL answered with, undefined for every other error. */
export function sqlState(error: unknown): string | undefined {
  const code = driverError(error)?.code;
  return typeof code === 'string' && SQLSTATE.test(code) ? code : undefined;
}

/** Whether the database could not be reached or the connection to it broke. */
export function isConnectionError(error: unknown): boolean {
  const code = driverError(error)?.code;
  if (typeof code === 'string' && (CONNECTION_CODES.has(code) || /^(08|57P)/.test(code))) {
    return true;
  }
  // pg reports a connection that ended under a query, and its own time-outs, as errors without any code.
  return (
    error instanceof Error &&
    code === undefined &&
    /^Connection terminated|^Query read timeout|^timeout e/.test(driverMessage(error))
  );
}

/** Whether no connection could be had, so that nothing was done. */
export function isConnectFailure(error: unknown): boolean {
  const code = driverError(error)?.code;
  return typeof code === 'string'
    ? CONNECT_CODES.has(code)
    : error instanceof Error && driverMessage(error) === 'timeout exceeded when trying to connect';
}

function driverMessage(error: Error): string {
  const inner = driverError(error);
  return inner instanceof Error ? inner.message : error.message;
}

/**
 * Runs a write and turns the violation of a named constraint into the domain's own error.
 * @param errors constraint or unique index name -> the error to throw instead
 */
export async function mapConstraints<T>(
  write: Promise<T>,
  errors: Readonly<Record<string, (cause: unknown) => Error>>,
): Promise<T> {
  try {
    return await write;
  } catch (error) {
    const constraint = driverError(error)?.constraint;
    const translate = typeof constraint === 'string' ? errors[constraint] : undefined;
    throw translate === undefined ? error : translate(error);
  }
}
