import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaType, OpenApiDocument, Parameter } from '../../src/docs/document/openapi.js';
import { AnswerChecker } from '../contract/answer-checker.js';
import { operationsOf } from '../contract/api-description.js';
import { createTestApp, type TestApp } from '../support/create-test-app.js';

/** Each face with the paths that are its own. */
const FACES: readonly [string, RegExp][] = [
  ['antfly', /^\/api\/v1\/users(\/|$)/],
  ['bluebricks', /^\/api\/v1\/(user|organization)(\/|$)/],
  ['bytenite', /^\/v1\/(auth|wallet)\//],
  ['elements', /^\/api\/rest\//],
  ['tag', /^\/(user|api\/v5|oauth\/v2)\//],
];

let api: TestApp;
let main: OpenApiDocument;
beforeAll(async () => {
  api = await createTestApp();
  main = (await api.http.get('/docs-json')).body;
});
afterAll(() => api.close());

describe.each(FACES)('the document of %s', (name, ownPaths) => {
  let document: OpenApiDocument;
  beforeAll(async () => {
    const { status, headers, body } = await api.http.get(`/docs/${name}/openapi.json`);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    document = body;
  });

  it('is valid OpenAPI 3.1', async () => {
    const { errors } = await new Validator().validate({ ...document });
    expect(errors ?? []).toEqual([]);
  });

  it('has its own paths, all of them, and no other document has them', () => {
    const paths = Object.keys(document.paths);
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((path) => !ownPaths.test(path))).toEqual([]);
    expect(Object.keys(main.paths).filter((path) => ownPaths.test(path))).toEqual([]);
  });

  it('describes every operation, who may call it and how it fails, in its own shape', () => {
    const operations = operationsOf(document);
    const ids = operations.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const [errorSchema] = Object.keys(document.components.schemas).filter((one) => one.endsWith('Error'));
    const faults = operations.flatMap(({ id, operation }) => [
      ...(operation.summary ? [] : [`${id} has no summary`]),
      ...((operation['x-access'] === 'public') ===
      (operation.security!.length === 0 || operation.security!.some((one) => Object.keys(one).length === 0))
        ? []
        : [`${id} has the wrong security requirements`]),
      ...Object.entries(operation.responses)
        .filter(([status]) => Number(status) >= 400)
        .filter(([, { content = {} }]) =>
          Object.values(content).some(({ schema }) => schema?.$ref !== `#/components/schemas/${errorSchema}`),
        )
        .map(([status]) => `${id} ${status} has another schema`),
    ]);
    expect(faults).toEqual([]);
    const tags = document.tags!.filter((tag) => !tag.description);
    expect(tags).toEqual([]);
  });

  it('has examples that are what their schemas say', () => {
    const checker = new AnswerChecker(document);
    const check = (where: string, { example, examples, schema }: MediaType | Parameter) =>
      [
        ...(example === undefined ? [] : [example]),
        ...Object.values(examples ?? {}).map(({ value }) => value),
      ]
        .flatMap((value) => checker.schemaFaults(schema ?? {}, value))
        .map((fault) => `${where}: ${fault}`);
    const faults = operationsOf(document).flatMap(({ id, operation }) => [
      ...(operation.parameters ?? []).flatMap((one) => check(`${id} ${one.name}`, one)),
      ...Object.values(operation.requestBody?.content ?? {}).flatMap((media) => check(`${id} body`, media)),
      ...Object.entries(operation.responses).flatMap(([status, { content = {} }]) =>
        Object.values(content).flatMap((media) => check(`${id} ${status}`, media)),
      ),
    ]);
    expect(faults).toEqual([]);
  });
});

it('every page names the other pages and shows its own document', async () => {
  for (const path of ['/docs', ...FACES.map(([name]) => `/docs/${name}`)]) {
    const { status, body } = await api.http.get(path);
    expect(status).toBe(200);
    const document = path === '/docs' ? '/docs-json' : `${path}/openapi.json`;
    expect(body).toContain(`data-document="${document}"`);
    for (const [name] of FACES) {
      expect(body).toContain(`href="/docs/${name}"`);
    }
    expect(body).toContain(`href="${path}" aria-current="page"`);
  }
});
