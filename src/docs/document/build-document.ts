import type { INestApplication } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { SwaggerModule } from '@nestjs/swagger';
import type { Face, Mount } from '../../http/mount.js';
import type { MountTable } from '../../http/mount-table.js';
import { schemesOf } from './access.js';
import { ERROR_SCHEMAS } from './error-schemas.js';
import { LIMIT_HEADERS } from './headers.js';
import { INTRODUCTION } from './introduction.js';
import { METHODS, type OpenApiDocument, type Operation, type Schema } from './openapi.js';
import { completeOperation } from './operation.js';
import { readRouteFacts, routeKey, type RouteFacts } from './routes.js';
import { resolverOf, sortDocument, tidySchemas, withoutUnused } from './schemas.js';
import { orderedTags } from './tags.js';

/**
 * Describes the whole application as OpenAPI 3.1, one document for our own API and one for each other face; the same for
 * every configuration and address, but for the faces that are switched off.
 * @returns the documents by the name of their face, our own under `''`
 */
export function buildDocuments(app: INestApplication, mounts: MountTable): Map<string, OpenApiDocument> {
  const generated = tidySchemas(generate(app));
  const facts = readRouteFacts(app.get(DiscoveryService, { strict: false }));
  const documents = new Map<string, OpenApiDocument>([
    ['', documentOf(undefined, { generated, facts, mounts })],
  ]);
  for (const face of mounts.faces) {
    documents.set(face.name, documentOf(face, { generated, facts, mounts }));
  }
  return documents;
}

interface Source {
  generated: OpenApiDocument;
  facts: Map<string, RouteFacts>;
  mounts: MountTable;
}

function documentOf(face: Face | undefined, { generated, facts, mounts }: Source): OpenApiDocument {
  const errorSchemas = face?.errorSchemas ?? ERROR_SCHEMAS;
  const schemas = { ...generated.components.schemas, ...errorSchemas } as Record<string, Schema>;
  const whole: OpenApiDocument = { ...generated, paths: {}, components: { schemas } };
  const resolve = resolverOf(whole);
  const operations: Operation[] = [];
  const used = new Set<Mount>();
  for (const [path, item] of Object.entries(generated.paths)) {
    const mount = mounts.find(path);
    if (mount.face !== face) {
      continue;
    }
    used.add(mount);
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) {
        continue;
      }
      const factsOfRoute = facts.get(routeKey(method, path));
      if (factsOfRoute === undefined) {
        throw new Error(`Nobody handles ${method} ${path}.`);
      }
      const place = { method, path, mount, facts: factsOfRoute, resolve };
      const complete = withOwnId(completeOperation(operation, place), operations);
      (whole.paths[path] ??= {})[method] = complete;
      operations.push(complete);
    }
  }
  const schemes = Object.assign({}, ...[...used].map(schemesOf)) as Record<string, object>;
  const schemesInUse = new Set(operations.flatMap(({ security = [] }) => security.flatMap(Object.keys)));
  const tagsInUse = new Set(operations.flatMap(({ tags = [] }) => tags));
  return sortDocument(
    withoutUnused({
      ...whole,
      info: { ...whole.info, ...headOf(face) },
      tags: orderedTags(tagsInUse, face?.tags),
      components: {
        schemas,
        headers: LIMIT_HEADERS,
        securitySchemes: Object.fromEntries(
          Object.entries(schemes).filter(([name]) => schemesInUse.has(name)),
        ),
      },
    }),
  );
}

/** The second path of a handler is an operation of its own. */
function withOwnId(operation: Operation, others: readonly Operation[]): Operation {
  const isTaken = others.some(({ operationId }) => operationId === operation.operationId);
  return isTaken ? { ...operation, operationId: `${operation.operationId}Alias` } : operation;
}

function headOf(face: Face | undefined): { title: string; description: string } {
  return face === undefined
    ? { title: 'Latchkey', description: INTRODUCTION }
    : { title: `${face.title} on Latchkey`, description: face.introduction };
}

function generate(app: INestApplication): OpenApiDocument {
  const head = {
    openapi: '3.1.0',
    info: {
      title: 'Latchkey',
      version: '1',
      description: '',
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
