import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { runInRequest } from '../common/request-context.js';
import type { HttpConfig } from '../config/http.config.js';
import { parseBody, refuseUnreadableBody } from './body.js';
import { ClientAddresses } from './client-address.js';
import { ClientContext } from './client-context.js';
import { registerCors } from './cors.js';
import type { EdgeAdapter } from './edge-adapter.js';
import { isHealthPath, readUrl, refuseBadHead, starting } from './edge-checks.js';
import { BODY_TYPES } from './media-type.js';
import { setStandardHeaders } from './security-headers.js';
import { JSON_LIMITS } from './strict-json.js';

export interface EdgeOptions {
  http: Pick<HttpConfig, 'corsOrigins' | 'trustedProxies'>;
  /** While false, everything but the health checks is answered 503. */
  isReady: () => boolean;
  /** While true, answers ask clients to close their connection. */
  isStopping: () => boolean;
  /** Request headers that mounts take and browsers may send, besides the usual ones. */
  corsHeaders?: readonly string[];
  /** Members of JSON bodies whose text may have several lines, such as PEM keys. */
  multilineMembers?: readonly string[];
  /** Called once for every answer, for measuring and logging. */
  onResponse?: (request: FastifyRequest, reply: FastifyReply) => void;
}

/**
 * Everything about HTTP that is the same for every route, in the order in which it happens to a request. To be called
 * between making the application and initialising it.
 */
export function installEdge(app: NestFastifyApplication, adapter: EdgeAdapter, options: EdgeOptions): void {
  const { mounts, routes, errors } = adapter;
  const { isReady, isStopping, onResponse } = options;
  const fastify = adapter.getInstance();
  const addresses = new ClientAddresses(options.http.trustedProxies);
  const jsonLimits = { ...JSON_LIMITS, multilineMembers: new Set(options.multilineMembers) };

  app.useGlobalFilters(errors);
  fastify.decorateRequest('mount');
  fastify.decorateRequest('failureCode');
  fastify.decorateRequest('clientAddress', '');
  // Bodies come as bytes and are read after they have come, since Fastify closes the connection after a parser's error.
  fastify.removeAllContentTypeParsers();
  // The types by name, which Fastify remembers; the rest is empty bodies of any type.
  fastify.addContentTypeParser([...BODY_TYPES, '*'], { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );

  const admit = (request: FastifyRequest, reply: FastifyReply): void => {
    request.mount = mounts.find(request.url);
    request.clientAddress = addresses.find(request.socket.remoteAddress, request.headers);
    setStandardHeaders(reply, request.id);
  };
  adapter.unroutedHooks = { admit, answered: onResponse ?? (() => undefined) };

  fastify.addHook('onRequest', (request, reply, done) => {
    admit(request, reply);
    done();
  });

  // Before anything is refused, so that browsers can read the refusals.
  if (options.http.corsOrigins.length > 0) {
    registerCors(fastify, options.http.corsOrigins, options.corsHeaders ?? []);
  }

  fastify.addHook('onRequest', (request, _reply, done) => {
    if (!isReady() && !isHealthPath(request.url)) {
      throw starting();
    }
    refuseBadHead(request);
    if (request.is404) {
      throw routes.unmatched(request);
    }
    readUrl(request);
    refuseUnreadableBody(request);
    done();
  });

  fastify.addHook('preValidation', (request, _reply, done) => {
    if (Buffer.isBuffer(request.body)) {
      request.body = parseBody(request.body, request.headers['content-type'], jsonLimits);
    }
    done();
  });

  fastify.addHook('onRoute', (route) => {
    if (route.config?.withoutRequestContext !== true) {
      route.handler = inRequestContext(route.handler);
    }
  });

  // When the answer goes out, not when the request came in: the stop may have come in between.
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (isStopping()) {
      reply.header('connection', 'close');
    }
    done();
  });

  if (onResponse !== undefined) {
    fastify.addHook('onResponse', (request, reply, done) => {
      onResponse(request, reply);
      done();
    });
  }
}

function inRequestContext(handler: RouteHandlerMethod): RouteHandlerMethod {
  return function (request, reply) {
    return runInRequest(new ClientContext(request), async () => handler.call(this, request, reply));
  };
}
