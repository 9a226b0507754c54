import { Validator } from '@seriousme/openapi-schema-validator';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCESS_RULE, type AccessRule } from '../../src/authorization/access.decorators.js';
import { PERMISSIONS } from '../../src/authorization/permissions.js';
import { firstExample } from '../../src/docs/document/examples.js';
import type { MediaType, Parameter, Schema } from '../../src/docs/document/openapi.js';
import { readRouteFacts, routeKey } from '../../src/docs/document/routes.js';
import { resolverOf } from '../../src/docs/document/schemas.js';
import type { EdgeAdapter } from '../../src/http/edge-adapter.js';
import { AnswerChecker } from '../contract/answer-checker.js';
import {
  type ApiDescription,
  type DescribedOperation,
  readApiDescription,
} from '../contract/api-description.js';
import { createTestApp, type TestApp } from '../support/create-test-app.js';

let api: TestApp;
let description: ApiDescription;
beforeAll(async () => {
  api = await createTestApp();
  description = await readApiDescription(api.http);
});
afterAll(() => api.close());

/** Names what is wrong with which operation. */
function faults(find: (described: DescribedOperation) => (string | false)[]): string[] {
  return description.operations.flatMap((described) =>
    find(described).flatMap((fault) => (fault === false ? [] : [`${described.id}: ${fault}`])),
  );
}

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate({ ...description.document });
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(description.document.openapi).toBe('3.1.0');
  });

  it('has every route of the application but the pages for people', () => {
    const { mounts } = api.app.getHttpAdapter() as unknown as EdgeAdapter;
    const routes = [...readRouteFacts(api.app.get(DiscoveryService, { strict: false })).keys()].filter(
      (route) => mounts.find(route.split(' ')[1]).face === undefined,
    );
    const described = description.operations.map(({ method, path }) => routeKey(method, path));
    const missing = routes.filter((route) => !described.includes(route));
    expect(missing.sort()).toEqual([
      'GET /dev/mail',
      'GET /dev/mail/{name}',
      'GET /docs',
      'GET /docs/assets/{file}',
      'GET /docs/{face}',
      'GET /docs/{face}/openapi.json',
    ]);
    const { routes: table } = api.app.getHttpAdapter() as unknown as EdgeAdapter;
    const unknown = description.operations.filter(
      ({ method, path }) =>
        table
          .unmatched({ method: 'PROPFIND', url: path.replace(/\{\w+\}/g, 'x') })
          .allow?.includes(method.toUpperCase()) !== true,
    );
    expect(unknown).toEqual([]);
  });

  it('says of each operation the permissions that are enforced', () => {
    const rules = enforcedRules();
    expect(rules.size).toBeGreaterThan(20);
    const wrong = faults(({ method, path, operation }) => {
      const rule = rules.get(routeKey(method, path));
      const permissions = rule !== undefined && 'permissions' in rule ? rule.permissions : [];
      return [
        rule?.kind !== operation['x-access'] && `is ${rule?.kind}`,
        JSON.stringify(permissions) !== JSON.stringify(operation['x-permissions']) &&
          `needs ${permissions.join()}`,
        permissions.some((permission) => !operation.description!.includes(`\`${permission}\``)) &&
          'does not name its permission in words',
        permissions.some((permission) => !(permission in PERMISSIONS)) &&
          'needs a permission that is not one',
        (rule?.kind === 'public') !== (operation.security!.length === 0) &&
          'has the wrong security requirements',
      ];
    });
    expect(wrong).toEqual([]);
  });

  it('names, summarises, files and describes everything', () => {
    const ids = description.operations.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const wrong = faults(({ id, operation }) => [
      !/^[a-z][A-Za-z]+$/.test(id) && 'has an id that is no plain name',
      !/^[A-Z].*[^.]$/.test(operation.summary ?? '') && 'has no summary, or one that ends in a full stop',
      !/\*\*Access:\*\* [^*]+\.$/.test(operation.description ?? '') && 'does not say who may call it',
      operation.tags?.length !== 1 && 'is not filed under one tag',
      ...Object.entries(operation.responses).map(
        ([status, { description: text }]) => text === '' && `does not say what ${status} means`,
      ),
      ...(operation.parameters ?? []).map(
        ({ name, description: text }) => !text && `does not describe ${name}`,
      ),
      ...parametersInPath(operation.parameters ?? []),
    ]);
    expect(wrong).toEqual([]);
    const bare = description.document.tags!.filter((tag) => !tag.description).map(({ name }) => name);
    expect(bare, 'Describe these in src/docs/document/tags.ts.').toEqual([]);
  });

  it('describes every member of every model', () => {
    const bare = Object.entries(description.document.components.schemas).flatMap(
      ([name, { properties = {} }]) =>
        Object.entries(properties)
          .filter(([, member]) => !member.description)
          .map(([member]) => `${name}.${member}`),
    );
    expect(bare).toEqual([]);
  });

  it('has an example for every input and every answer, and each is what its schema says', () => {
    const checker = new AnswerChecker(description.document);
    const resolve = resolverOf(description.document);
    const check = (where: string, shown: MediaType | Parameter, isNeeded: boolean): string[] => {
      const values = [
        ...(shown.example === undefined ? [] : [shown.example]),
        ...Object.values(shown.examples ?? {}).map(({ value }) => value),
      ];
      return values.length === 0 && isNeeded
        ? [`${where} has no example`]
        : values.flatMap((value) =>
            checker
              .schemaFaults(shown.schema ?? {}, value)
              .map((fault) => `the example of ${where}: ${fault}`),
          );
    };
    const wrong = faults(({ operation }) => [
      ...(operation.parameters ?? []).flatMap((one) => check(one.name, one, one.in === 'path')),
      ...(operation.parameters ?? [])
        .filter((one) => one.required && firstExample(one, resolve) === undefined)
        .map(({ name }) => `${name} has no example`),
      ...Object.values(operation.requestBody?.content ?? {}).flatMap((media) =>
        check('the body', media, true),
      ),
      ...Object.entries(operation.responses).flatMap(([status, { content = {} }]) =>
        Object.entries(content).flatMap(([type, media]) => check(`${status}`, media, type !== 'text/plain')),
      ),
    ]);
    expect(wrong).toEqual([]);
    const models = Object.entries(description.document.components.schemas).flatMap(
      ([name, { properties = {} }]) =>
        Object.entries(properties).flatMap(([member, { examples = [], ...schema }]) =>
          examples.flatMap((value) =>
            checker.schemaFaults(schema as Schema, value).map((fault) => `${name}.${member}: ${fault}`),
          ),
        ),
    );
    expect(models).toEqual([]);
  });

  it('refers to nothing outside of it, and names no host but in its code samples', () => {
    const text = JSON.stringify(description.document, (key, value: unknown) =>
      key === 'x-codeSamples' || key === 'example' || key === 'examples' ? undefined : value,
    );
    const outside = [...text.matchAll(/https?:\/\/[^"\\\s)]+/g)].map(([url]) => url);
    expect(outside).toEqual(['https://www.apache.org/licenses/LICENSE-2.0']);
    expect([...text.matchAll(/"\$ref":"([^#][^"]*)"/g)]).toEqual([]);
  });
});

function parametersInPath(parameters: readonly Parameter[]): (string | false)[] {
  return parameters.map(
    ({ name, in: place, required }) => place === 'path' && required !== true && `does not require ${name}`,
  );
}

/** By the metadata that the guard reads. */
function enforcedRules(): Map<string, AccessRule> {
  const rules = new Map<string, AccessRule>();
  const scanner = new MetadataScanner();
  for (const { metatype } of api.app.get(DiscoveryService, { strict: false }).getControllers()) {
    const prototype = metatype!.prototype as Record<string, object>;
    for (const name of scanner.getAllMethodNames(prototype)) {
      const rule = Reflect.getMetadata(ACCESS_RULE, prototype[name]) as AccessRule | undefined;
      const method = Reflect.getMetadata('method', prototype[name]) as number | undefined;
      if (rule !== undefined && method !== undefined) {
        const path = [metatype!, prototype[name]]
          .map((target) => String(Reflect.getMetadata('path', target)))
          .flatMap((part) => part.split('/').filter(Boolean))
          .join('/');
        rules.set(routeKey(['GET', 'POST', 'PUT', 'DELETE', 'PATCH'][method], `/${path}`), rule);
      }
    }
  }
  return rules;
}
