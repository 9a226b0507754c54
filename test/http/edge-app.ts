import { setTimeout as delay } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import {
  All,
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Module,
  Param,
  Post,
  Put,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../src/common/errors.js';
import { currentRequest } from '../../src/common/request-context.js';
import { WithoutRequestContext } from '../../src/http/without-request-context.decorator.js';
import { createFastifyAdapter } from '../../src/http/edge-adapter.js';
import { installEdge, type EdgeOptions } from '../../src/http/edge.js';
import type { ErrorRenderer, Mount } from '../../src/http/mount.js';
import { MountTable } from '../../src/http/mount-table.js';
import { renderOAuthError } from '../../src/http/oauth-errors.js';
import { renderProblem } from '../../src/http/problem-details.js';

class ForbiddenThingError extends DomainError {
  constructor() {
    super('forbidden', 'things.forbidden', 'This needs a permission.', {
      details: { permission: 'read:things' },
    });
  }
}

const SECRET_TEXT = 'password=hunter2 at /srv/app/secret.js';

export const SLOW_MS = 50;
/** What `POST /v1/slow` found out, by the name it was given. */
export const SERVED = new Map<string, { requestId: string; ipAddress: string | null }>();

/** What goes wrong in handlers, by name. */
const FAILURES: Record<string, () => unknown> = {
  forbidden: () => new ForbiddenThingError(),
  bug: () => new TypeError(SECRET_TEXT),
  text: () => SECRET_TEXT,
  nothing: () => undefined,
  duplicate: () => Object.assign(new Error(SECRET_TEXT), { code: '23505', detail: SECRET_TEXT }),
  'lost-database': () => Object.assign(new Error(SECRET_TEXT), { code: 'ECONNREFUSED' }),
};

@Controller('v1')
export class ThingsController {
  @Get('plain')
  plain() {
    return { ok: true };
  }

  @Get('things/:id')
  find(@Param('id') id: string, @Query() query: Record<string, string>, @Req() request: FastifyRequest) {
    const { requestId, ipAddress, userAgent } = currentRequest();
    return {
      id,
      query: { ...query },
      address: request.clientAddress,
      mount: request.mount.prefix,
      context: { requestId, ipAddress, userAgent },
    };
  }

  @Delete('things/:id')
  @HttpCode(204)
  delete(): void {}

  @Post('things')
  async create(@Body() body: unknown) {
    await new Promise((resolve) => setImmediate(resolve));
    return { body: body ?? null, requestId: currentRequest().requestId };
  }

  /** Tells which request it believes to serve, also to those who do not wait for the answer. */
  @Post('slow')
  @HttpCode(200)
  async slow(@Body() { name }: { name: string }) {
    await delay(SLOW_MS);
    const { requestId, ipAddress } = currentRequest();
    SERVED.set(name, { requestId, ipAddress });
    return { requestId, ipAddress };
  }

  @Get('unrecorded')
  @WithoutRequestContext()
  unrecorded() {
    return { ok: true };
  }

  @Get('recorded-by-mistake')
  @WithoutRequestContext()
  recordedByMistake() {
    return currentRequest();
  }

  @Put('things/:id/parts/:part')
  put(@Param() params: Record<string, string>) {
    return { params };
  }

  @Get('page')
  @Header('Content-Security-Policy', "default-src 'self'")
  @Header('Cache-Control', 'public, max-age=300')
  page() {
    return 'page';
  }

  @Get('failures/:name')
  fail(@Param('name') name: string): never {
    throw FAILURES[name]?.();
  }

  @Get('late-failure')
  @Header('Cache-Control', 'public, max-age=300')
  failLate(@Res() reply: FastifyReply) {
    void reply.header('cache-control', 'public, max-age=300');
    throw new TypeError(SECRET_TEXT);
  }

  @Get('broken-stream')
  stream() {
    return new StreamableFile(
      Readable.from(
        (async function* () {
          yield Buffer.from('first');
          await new Promise((resolve) => setImmediate(resolve));
          throw new Error(SECRET_TEXT);
        })(),
      ),
    );
  }

  @Get('sent-then-failed')
  sendThenFail(@Res() reply: FastifyReply) {
    reply.raw.writeHead(200, { 'content-length': '100' });
    reply.raw.write('half');
    throw new Error(SECRET_TEXT);
  }

  @Get('unserialisable')
  unserialisable() {
    return { amount: 1n };
  }
}

@Controller()
export class OtherController {
  @Post('oauth/token')
  token(@Body() body: unknown) {
    return { body: { ...(body as object) } };
  }

  @Get('api/v1/users/:name')
  user(@Param('name') name: string, @Req() request: FastifyRequest) {
    return { name, mount: request.mount.prefix };
  }

  @All('everything')
  everything() {
    return { ok: true };
  }

  @Get('health/live')
  live() {
    return { status: 'ok' };
  }
}

@Module({ controllers: [ThingsController, OtherController] })
export class EdgeTestModule {}

const plainError =
  (shape: string): ErrorRenderer =>
  (failure) => {
    const { status, headers } = renderProblem(failure);
    return { status, headers, contentType: 'application/json', body: { shape, code: failure.code } };
  };

const mount = (prefix: string, renderError: ErrorRenderer, acceptsForms = false): Mount => ({
  prefix,
  credentials: [],
  acceptsForms,
  renderError,
});

const MOUNTS = [
  mount('', plainError('other')),
  mount('/v1', renderProblem),
  mount('/oauth', renderOAuthError, true),
  mount('/api/v1/user', plainError('user')),
  mount('/api/v1/users', plainError('users')),
  mount('/broken', () => {
    throw new Error(SECRET_TEXT);
  }),
];

export interface EdgeApp {
  port: number;
  app: NestFastifyApplication;
  close: () => Promise<void>;
}

/** A few controllers behind the real edge, on a real socket. */
export async function startEdgeApp(options: Partial<EdgeOptions> = {}): Promise<EdgeApp> {
  const adapter = createFastifyAdapter(new MountTable(MOUNTS));
  const app = await NestFactory.create<NestFastifyApplication>(EdgeTestModule, adapter, {
    bodyParser: false,
    logger: false,
  });
  installEdge(app, adapter, {
    http: { corsOrigins: [], trustedProxies: [] },
    isReady: () => true,
    isStopping: () => false,
    ...options,
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { port, app, close: () => app.close() };
}
