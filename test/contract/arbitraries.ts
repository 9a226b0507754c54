import fc from 'fast-check';
import { firstExample } from '../../src/docs/document/examples.js';
import type { OpenApiDocument, Operation, Parameter, Schema } from '../../src/docs/document/openapi.js';
import { resolverOf, type Resolve } from '../../src/docs/document/schemas.js';

/** A request as it goes over the wire. */
export interface FuzzedRequest {
  path: Record<string, string>;
  query: Record<string, string>;
  headers: Record<string, string>;
  /** Undefined for none. */
  body: string | undefined;
  caller: 'nobody' | 'person' | 'administrator' | 'impostor';
}

const JSON_TYPE = 'application/json';
const LONGEST = 120;

/** Requests for an operation: made after its schemas, or against them. */
export function requestsFor(document: OpenApiDocument, operation: Operation): fc.Arbitrary<FuzzedRequest> {
  const resolve = resolverOf(document);
  const { parameters = [], requestBody } = operation;
  const inPlace = (place: Parameter['in'], isText: (text: string) => boolean) =>
    valuesFor(
      parameters.filter((parameter) => parameter.in === place),
      resolve,
      isText,
    );
  return fc.record({
    path: inPlace('path', (text) => text !== ''),
    query: inPlace('query', () => true),
    headers: inPlace('header', (text) => /^[\x21-\x7e]+$/.test(text)),
    body:
      requestBody === undefined
        ? fc.constant(undefined)
        : bodies(requestBody.content[JSON_TYPE].schema!, resolve, requestBody.content),
    caller: fc.constantFrom('administrator', 'administrator', 'person', 'nobody', 'impostor'),
  });
}

function valuesFor(
  parameters: readonly Parameter[],
  resolve: Resolve,
  isText: (text: string) => boolean,
): fc.Arbitrary<Record<string, string>> {
  const entries = parameters.map((parameter): [string, fc.Arbitrary<string>] => {
    const examples = Object.values(parameter.examples ?? {}).map(({ value }) => String(value));
    const value = fc.oneof(
      fc.constantFrom(...examples, String(firstExample(parameter, resolve))),
      fitting(parameter.schema ?? {}, resolve).map(String),
      hostileText,
    );
    return [parameter.name, value.filter(isText)];
  });
  return fc.record(Object.fromEntries(entries), {
    requiredKeys: parameters.filter(({ required }) => required).map(({ name }) => name),
  });
}

function bodies(
  schema: Schema,
  resolve: Resolve,
  content: NonNullable<Operation['requestBody']>['content'],
): fc.Arbitrary<string> {
  const examples = Object.values(content).flatMap((media) => [
    firstExample(media, resolve),
    ...Object.values(media.examples ?? {}).map(({ value }) => value),
  ]);
  const valid = fc.oneof(fitting(schema, resolve), fc.constantFrom(...examples));
  const names = Object.keys(resolve(schema).properties ?? {});
  const oneHostile = fc
    .tuple(valid, fc.constantFrom(...names, '__proto__', 'unknown'), hostile)
    .map(([body, name, value]) => Object.fromEntries([...Object.entries(body as object), [name, value]]));
  return fc.oneof(
    { weight: 4, arbitrary: valid.map((body) => JSON.stringify(body)) },
    { weight: 5, arbitrary: oneHostile.map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: hostile.map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_JSON) },
  );
}

/** Values that a schema allows. */
function fitting(schema: Schema, resolve: Resolve): fc.Arbitrary<unknown> {
  const { anyOf, enum: words, properties, items, type, required = [], ...rest } = resolve(schema);
  if (anyOf !== undefined) {
    return fc.oneof(...anyOf.map((one) => fitting(one, resolve)));
  }
  if (words !== undefined) {
    return fc.constantFrom(...words);
  }
  if (Array.isArray(type)) {
    return fc.oneof(
      ...type.map((one) => fitting({ ...rest, properties, items, required, type: one }, resolve)),
    );
  }
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: rest.minimum as number, max: rest.maximum as number });
    case 'array':
      return fc.uniqueArray(fitting(items ?? {}, resolve), { maxLength: 3 });
    case 'object':
      return properties === undefined
        ? fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), {
            maxKeys: 3,
          })
        : fc.record(
            Object.fromEntries(
              Object.entries(properties).map(([name, one]) => [name, fitting(one, resolve)]),
            ),
            { requiredKeys: required },
          );
    default:
      return texts(rest);
  }
}

function texts({ format, pattern, minLength, maxLength }: Schema): fc.Arbitrary<string> {
  if (pattern !== undefined) {
    return fc.stringMatching(new RegExp(pattern as string));
  }
  switch (format) {
    case 'uuid':
      return fc.uuid();
    case 'date-time':
      return fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date('2200-01-01') })
        .map((at) => at.toISOString());
    case 'uri':
      return fc.webUrl();
    default: {
      const length = {
        minLength: (minLength as number | undefined) ?? 0,
        maxLength: Math.min((maxLength as number | undefined) ?? LONGEST, LONGEST),
      };
      return fc.oneof(
        fc.string(length),
        fc.string({ ...length, unit: 'grapheme' }),
        fc.emailAddress().filter((text) => text.length <= length.maxLength),
      );
    }
  }
}

const hostileText = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '.',
    '..',
    '../..',
    '%',
    '%00',
    '\0',
    '\u202e',
    '\ud800',
    '\uffff',
    'null',
    'undefined',
    'NaN',
    '-1',
    '0',
    '1e9',
    '9999999999999999999',
    '[]',
    '{}',
    "' OR 1=1 --",
    '$1',
    '%_',
    '\\',
    '/',
    '//',
    '*',
    '"',
    '<script>',
    'me',
    'admin',
    'İ',
    'ß',
    'ﬁ',
    '@',
    'a@b',
    '@example.com',
    'a@@b.c',
    'x'.repeat(255),
    '🦊'.repeat(64),
    '2026-02-30T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '0001-01-01T00:00:00Z',
    '00000000-0000-0000-0000-000000000000',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    1e308,
    2 ** 53,
    [],
    {},
    [[]],
    [null],
    { length: 3 },
    'x'.repeat(3000),
  ),
  fc.array(hostileText, { maxLength: 4 }),
  fc.dictionary(hostileText, hostileText, { maxKeys: 3 }),
  fc.jsonValue({ maxDepth: 3 }),
);

const HOSTILE_JSON = [
  '',
  ' ',
  '{',
  '[]',
  'null',
  '"text"',
  '{"a":1,"a":2}',
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{}}}',
  `${'['.repeat(200)}${']'.repeat(200)}`,
  '{"email":"a\\u0000@example.com"}',
  '\ufeff{}',
  '{"a":1e999}',
  '{} {}',
];
