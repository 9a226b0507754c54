import type { LoggerService } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { destination, type Logger, pino } from 'pino';
import type { LoggingConfig } from '../config/logging.config.js';

const BUFFER_BYTES = 8_192;
const FLUSH_INTERVAL_MS = 100;

const BASE = {
  base: null,
  timestamp: timeMember,
  formatters: { level: (level: string) => ({ level }) },
  messageKey: 'message',
};

let memberAt = 0;
let member = '';

/** The time as a member of a line, written once a millisecond. */
function timeMember(): string {
  const now = Date.now();
  if (now !== memberAt) {
    memberAt = now;
    member = `,"time":"${new Date(now).toISOString()}"`;
  }
  return member;
}

/** JSON lines on standard output, or readable ones on a terminal. */
export async function createLogger({ level }: LoggingConfig, isTerminal: boolean): Promise<Logger> {
  if (isTerminal) {
    const { default: pretty } = await import('pino-pretty');
    return pino(
      { ...BASE, level },
      pretty({ messageKey: 'message', ignore: 'pid,hostname', translateTime: 'HH:MM:ss' }),
    );
  }
  const output = destination({
    fd: 1,
    sync: false,
    minLength: BUFFER_BYTES,
    periodicFlush: FLUSH_INTERVAL_MS,
  });
  return pino({ ...BASE, level }, output);
}

/** One line for each answered request. The route's pattern, never the path: a path can hold a secret or a name. */
export function logRequest(
  logger: Logger,
  request: FastifyRequest,
  route: string | null,
  reply: FastifyReply,
): void {
  logger.info({
    requestId: request.id,
    method: request.method,
    route,
    status: reply.statusCode,
    durationMs: Math.round(reply.elapsedTime * 10) / 10,
    address: request.clientAddress,
  });
}

/** Nest's own log calls, written by the one logger. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes the name of the class last, and a stack before it where there is one. */
  private write(
    level: 'trace' | 'debug' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = rest.at(-1);
    const stack = rest.length > 1 ? rest[0] : undefined;
    const fields = typeof message === 'object' && message !== null ? { ...message } : { message };
    this.logger[level]({ ...fields, context, ...(stack === undefined ? {} : { stack }) });
  }
}
