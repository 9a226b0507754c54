import type { INestApplication } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { SwaggerModule } from '@nestjs/swagger';
import type { MountTable } from '../../http/mount-table.js';
import { SECURITY_SCHEMES } from './access.js';
import { ERROR_SCHEMAS } from './error-schemas.js';
import { LIMIT_HEADERS } from './headers.js';
import { METHODS, type OpenApiDocument, type Operation } from './openapi.js';
import { completeOperation } from './operation.js';
import { INTRODUCTION } from './introduction.js';
import { readRouteFacts, routeKey } from './routes.js';
import { resolverOf, sortDocument, tidySchemas } from './schemas.js';
import { orderedTags } from './tags.js';

/** Describes the whole application as OpenAPI 3.1; the same for every configuration and address. */
export function buildDocument(app: INestApplication, mounts: MountTable): OpenApiDocument {
  const generated = tidySchemas(generate(app));
  generated.components.schemas = { ...generated.components.schemas, ...ERROR_SCHEMAS };
  const facts = readRouteFacts(app.get(DiscoveryService, { strict: false }));
  const resolve = resolverOf(generated);
  const operations: Operation[] = [];
  for (const [path, item] of Object.entries(generated.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) {
        continue;
      }
      const factsOfRoute = facts.get(routeKey(method, path));
      if (factsOfRoute === undefined) {
        throw new Error(`Nobody handles ${method} ${path}.`);
      }
      item[method] = completeOperation(operation, {
        method,
        path,
        mount: mounts.find(path),
        facts: factsOfRoute,
        resolve,
      });
      operations.push(item[method]);
    }
  }
  const schemesInUse = new Set(operations.flatMap(({ security = [] }) => security.flatMap(Object.keys)));
  return sortDocument({
    ...generated,
    tags: orderedTags(new Set(operations.flatMap(({ tags = [] }) => tags))),
    components: {
      ...generated.components,
      headers: LIMIT_HEADERS,
      securitySchemes: Object.fromEntries(
        Object.entries(SECURITY_SCHEMES).filter(([name]) => schemesInUse.has(name)),
      ),
    },
  });
}

function generate(app: INestApplication): OpenApiDocument {
  const head = {
    openapi: '3.1.0',
    info: {
      title: 'Latchkey',
      version: '1',
      description: INTRODUCTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/', description: 'This server' }],
  };
  const options = { operationIdFactory: operationId };
  return SwaggerModule.createDocument(app, head, options) as unknown as OpenApiDocument;
}

/** `list` of `UsersController` is `listUsers`; a handler for which that reads badly says its own. */
function operationId(controller: string, method: string): string {
  return method + controller.replace(/Controller$/, '');
}
