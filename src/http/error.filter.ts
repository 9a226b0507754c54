import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EdgeError } from './edge-error.js';
import { errorText } from './error-text.js';
import { toFailure } from './failure.js';
import type { Failure } from './mount.js';
import type { MountTable } from './mount-table.js';
import { renderFailure } from './rendering.js';
import { setStandardHeaders } from './security-headers.js';

/** Answers whatever was thrown, by a controller or on the way to one, in the shape of the path's mount. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  constructor(private readonly mounts: MountTable) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** The same for errors that Nest does not see. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const failure = toFailure(error, request.id);
    request.failureCode = failure.code;
    this.log(failure, error, request);
    if (reply.sent || reply.raw.headersSent) {
      // What is on the wire already cannot be taken back; a broken connection says that it is not whole.
      if (!reply.raw.writableEnded) {
        reply.raw.destroy();
      }
      return;
    }
    const { status, headers, body } = renderFailure(this.mounts.find(request.url), failure, (bug) => {
      this.log(toFailure(bug, request.id), bug, request);
    });
    // A handler may have set others before it failed.
    setStandardHeaders(reply, request.id);
    if (failure.kind === 'payload_too_large') {
      // Fastify asks to close, and a socket closed while the client still writes loses the answer. Node reads on and
      // throws the rest away, for at most the request time-out.
      reply.removeHeader('connection');
    }
    // As bytes, since Fastify adds a charset to the media type of a text.
    reply.code(status).headers(headers).send(body);
  }

  private log(failure: Failure, error: unknown, request: FastifyRequest): void {
    if (failure.kind === 'unexpected') {
      this.logger.error(logLine('A request failed unexpectedly.', failure, request), errorText(error));
    } else if (failure.kind === 'unavailable' && !(error instanceof EdgeError)) {
      const line = logLine('Something that a request needs is not available.', failure, request);
      this.logger.warn({ ...line, cause: errorText(error) });
    }
  }
}

function logLine(message: string, { code, requestId }: Failure, { method, routeOptions }: FastifyRequest) {
  // The route's pattern, never the path: a path can hold a secret.
  return { message, code, requestId, method, route: routeOptions.url ?? null };
}
