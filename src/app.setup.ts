import type { Type } from '@nestjs/common';
import { DiscoveryService, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { entities } from './app.entities.js';
import { AppModule } from './app.module.js';
import { mountsOf } from './app.routes.js';
import { DeniedAccessAudit } from './authentication/denied-access.audit.js';
import { dialectsOf } from './compat/compat.module.js';
import { assertRoutesFit } from './compat/route-claims.js';
import type { Config } from './config/config.js';
import { asApplication, buildDataSourceOptions } from './database/data-source.options.js';
import type { DatabaseTarget } from './database/database.target.js';
import { ApiDocument } from './docs/api-document.js';
import { createFastifyAdapter } from './http/edge-adapter.js';
import { installEdge } from './http/edge.js';
import { MountTable } from './http/mount-table.js';
import { routesOfControllers } from './http/routes-of-controllers.js';
import { RequestValidationPipe } from './http/validation.pipe.js';
import type { SecretKeys } from './keys/secret-keys.js';
import { Lifecycle } from './operations/lifecycle.js';
import { logRequest, NestLogger } from './operations/logger.js';
import { Metrics } from './operations/metrics.js';

export interface AppOptions {
  config: Config;
  target: DatabaseTarget;
  secretKeys: SecretKeys;
  logger: Logger;
}

/** Builds the application, not yet listening and not yet connected; the process and the tests both call it. */
export async function createApp({ config, target, secretKeys, logger }: AppOptions) {
  const lifecycle = new Lifecycle();
  const options = buildDataSourceOptions(target, config.database, entities);
  // Behind a transaction pooler a setting of the session would be everybody's.
  const dataSource = config.database.usesPreparedStatements ? asApplication(options) : options;
  const extras = await loadExtras(config);
  const mounts = mountsOf(config.compat, config.standins);
  const adapter = createFastifyAdapter(new MountTable(mounts));
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot({ config, dataSource, secretKeys, lifecycle, extras }),
    adapter,
    { bodyParser: false, logger: new NestLogger(logger), abortOnError: false },
  );
  const routes = routesOfControllers(app.get(DiscoveryService, { strict: false }));
  assertRoutesFit(routes, adapter.mounts, dialectsOf(config.compat));
  const metrics = app.get(Metrics);
  const deniedAccess = app.get(DeniedAccessAudit);
  installEdge(app, adapter, {
    http: config.http,
    isReady: () => lifecycle.isReady,
    isStopping: () => lifecycle.isStopping,
    corsHeaders: mounts.flatMap(({ requestHeaders = [] }) => requestHeaders),
    multilineMembers: [
      'secretKey',
      'privateKey',
      ...mounts.flatMap(({ multilineMembers = [] }) => multilineMembers),
    ],
    onResponse: (request, reply) => {
      const route = request.routeOptions.url ?? null;
      metrics.observe(request.method, route, reply);
      deniedAccess.observe(request, reply);
      logRequest(logger, request, route, reply);
    },
  });
  app.useGlobalPipes(new RequestValidationPipe());
  app.get(ApiDocument).describe(app, adapter.mounts);
  return { app, lifecycle };
}

/** What is served only when it is asked for, and not even loaded otherwise: images do without it. */
async function loadExtras({ standins }: Config): Promise<Type[]> {
  return standins.isOn ? [(await import('./standins/standins.module.js')).StandinsModule] : [];
}
