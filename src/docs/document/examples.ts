import type { MediaType, Parameter, Schema } from './openapi.js';
import type { Resolve } from './schemas.js';

/** An example of a value, put together from those of its members. */
export function exampleOf(schema: Schema, resolve: Resolve): unknown {
  const { examples, properties, items, anyOf, allOf, type, ...rest } = resolve(schema);
  if (examples?.[0] !== undefined) {
    return examples[0];
  }
  const combined = anyOf?.[0] ?? allOf?.[0];
  if (combined !== undefined) {
    return exampleOf(combined, resolve);
  }
  if (properties !== undefined) {
    const members = Object.entries(properties);
    return Object.fromEntries(members.map(([name, member]) => [name, exampleOf(member, resolve)]));
  }
  if (items !== undefined) {
    return [exampleOf(items, resolve)];
  }
  return rest.default ?? rest.enum?.[0] ?? EMPTY[[type].flat()[0] ?? 'object'];
}

const EMPTY: Readonly<Record<string, unknown>> = {
  object: {},
  array: [],
  integer: 1,
  boolean: true,
  null: null,
};

/** The example to show first, written or made. */
export function firstExample(
  { example, examples, schema }: MediaType | Parameter,
  resolve: Resolve,
): unknown {
  const [named] = Object.values(examples ?? {});
  return example ?? named?.value ?? (schema === undefined ? undefined : exampleOf(schema, resolve));
}
