import type { Server } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyHttpOptions, FastifyReply, FastifyRequest } from 'fastify';
import { SocketErrors } from './client-error.js';
import { ErrorFilter } from './error.filter.js';
import { badUrl } from './edge-checks.js';
import {
  BODY_LIMIT_BYTES,
  HEADERS_LIMIT_BYTES,
  MAX_CONNECTIONS,
  MAX_PARAMETER_LENGTH,
  TIMEOUTS,
} from './limits.js';
import { RouteTable } from './method-not-allowed.js';
import { overrideMethod } from './method-override.js';
import type { MountTable } from './mount-table.js';
import { requestIdOf } from './request-id.js';

/** What the hooks of the edge do with a request, for the few that are answered without running them. */
export interface UnroutedHooks {
  admit: (request: FastifyRequest, reply: FastifyReply) => void;
  answered: (request: FastifyRequest, reply: FastifyReply) => void;
}

type ServerOptions = FastifyHttpOptions<Server> & { skipMiddie: boolean; multipart: boolean };

/** Fastify under Nest, which leaves bodies, unmatched paths and framework errors to the edge. */
export class EdgeAdapter extends FastifyAdapter {
  unroutedHooks: UnroutedHooks = { admit: () => undefined, answered: () => undefined };

  constructor(
    readonly mounts: MountTable,
    readonly routes: RouteTable,
    readonly errors: ErrorFilter,
    socketErrors: SocketErrors,
    options: ServerOptions,
  ) {
    super(options);
    this.instance.addHook('onRoute', (route) => this.routes.add(route));
    const { server } = this.instance;
    server.maxConnections = MAX_CONNECTIONS;
    server.prependListener('request', (request) => overrideMethod(request, mounts));
    // Node would answer an unknown expectation with a bare 417; RFC 9110 10.1.1 lets a server ignore it.
    server.on('checkExpectation', (request, response) => server.emit('request', request, response));
    // Node would close the connection without a word.
    server.on('connect', (request, socket) => {
      socket.on('error', () => socket.destroy());
      socketErrors.refuse(routes.unmatched({ method: 'CONNECT', url: request.url ?? '/' }), '/', socket);
    });
  }

  /** Bodies are read by the edge, also if `bodyParser: false` is forgotten. */
  override registerParserMiddleware(): void {}

  /** Takes the place of Nest's own handler, which does not know 405. */
  override setNotFoundHandler() {
    return this.instance.setNotFoundHandler((request, reply) => {
      // A hook of Nest's own sends targets that are no path here before the edge has seen them.
      this.unroutedHooks.admit(request, reply);
      throw this.routes.unmatched(request);
    });
  }
}

/** The HTTP server with its limits; what happens to a request in it is `installEdge`'s. */
export function createFastifyAdapter(mounts: MountTable): EdgeAdapter {
  const routes = new RouteTable(MAX_PARAMETER_LENGTH);
  const errors = new ErrorFilter(mounts);
  const socketErrors = new SocketErrors(mounts, routes);
  const adapter: EdgeAdapter = new EdgeAdapter(mounts, routes, errors, socketErrors, {
    ...SERVER_OPTIONS,
    genReqId: requestIdOf,
    // The router refuses a URL before any hook runs.
    frameworkErrors: (error, request, reply) => {
      const { admit, answered } = adapter.unroutedHooks;
      admit(request, reply);
      reply.raw.once('finish', () => answered(request, reply));
      errors.answer(error.code === 'FST_ERR_BAD_URL' ? badUrl() : error, request, reply);
    },
    clientErrorHandler: (error, socket) => socketErrors.answer(error, socket),
  });
  return adapter;
}

const SERVER_OPTIONS: ServerOptions = {
  skipMiddie: true,
  multipart: false,
  logger: false,
  bodyLimit: BODY_LIMIT_BYTES,
  requestIdHeader: false,
  requestTimeout: TIMEOUTS.requestMs,
  keepAliveTimeout: TIMEOUTS.keepAliveMs,
  connectionTimeout: TIMEOUTS.idleSocketMs,
  // During a shutdown requests on open connections are still served; Fastify's own 503 has no mount's shape.
  return503OnClosing: false,
  routerOptions: {
    caseSensitive: true,
    ignoreTrailingSlash: false,
    ignoreDuplicateSlashes: false,
    maxParamLength: MAX_PARAMETER_LENGTH,
    // Kept as it is for the strict parser, since what is thrown here ends the process.
    querystringParser: (text) => text as unknown as Record<string, unknown>,
  },
  http: {
    maxHeaderSize: HEADERS_LIMIT_BYTES,
    headersTimeout: TIMEOUTS.headersMs,
    connectionsCheckingInterval: TIMEOUTS.checkMs,
    // Node would answer a request without `Host` with a bare 400; the edge does it in the mount's shape.
    requireHostHeader: false,
  },
};
