import { METHODS, type OpenApiDocument, type Schema } from './openapi.js';

const SCHEMAS = '#/components/schemas/';

/** Finds the schema that a `$ref` names. */
export type Resolve = (schema: Schema) => Schema;

export function schemaRef(name: string): Schema {
  return { $ref: SCHEMAS + name };
}

export function resolverOf({ components }: OpenApiDocument): Resolve {
  return ({ $ref, ...rest }) =>
    $ref === undefined ? rest : { ...components.schemas[$ref.slice(SCHEMAS.length)], ...rest };
}

/**
 * Makes the generated schemas read as OpenAPI 3.1: models without `Dto` in their names, `examples` where it was
 * `example`, and a bare `$ref` where the generator had to wrap it for 3.0.
 */
export function tidySchemas(document: OpenApiDocument): OpenApiDocument {
  return tidy(document) as OpenApiDocument;
}

function tidy(node: unknown): unknown {
  if (Array.isArray(node)) {
    return node.map(tidy);
  }
  if (typeof node !== 'object' || node === null) {
    return node;
  }
  const entries = Object.entries(node).map(([key, value]): [string, unknown] => {
    if (key === '$ref') {
      return [key, (value as string).replace(/Dto$/, '')];
    }
    if (key === 'schema' || key === 'items') {
      return [key, tidySchema(tidy(value) as Schema)];
    }
    if (key === 'schemas' || key === 'properties') {
      return [key, tidyMap(value as Record<string, Schema>)];
    }
    return [key, key === 'example' || key === 'examples' ? value : tidy(value)];
  });
  return Object.fromEntries(entries);
}

function tidyMap(schemas: Record<string, Schema>): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name.replace(/Dto$/, ''),
      tidySchema(tidy(schema) as Schema),
    ]),
  );
}

function tidySchema({ example, allOf, ...schema }: Schema): Schema {
  const [only, ...more] = allOf ?? [];
  const isWrapped = only !== undefined && more.length === 0;
  return {
    ...(isWrapped && only),
    ...(!isWrapped && allOf !== undefined && { allOf }),
    ...schema,
    ...(example !== undefined && { examples: [example] }),
  };
}

/** Removes the schemas that nothing refers to. */
export function withoutUnused(document: OpenApiDocument): OpenApiDocument {
  const { schemas } = document.components;
  const used = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) {
      return;
    }
    const { $ref } = node as Schema;
    const name = typeof $ref === 'string' ? $ref.slice(SCHEMAS.length) : undefined;
    if (name !== undefined && !used.has(name) && name in schemas) {
      used.add(name);
      visit(schemas[name]);
    }
    Object.values(node).forEach(visit);
  };
  visit(document.paths);
  const kept = Object.entries(schemas).filter(([name]) => used.has(name));
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(kept) } };
}

/** Puts everything in an order that does not depend on that of the modules. */
export function sortDocument(document: OpenApiDocument): OpenApiDocument {
  const paths = Object.entries(document.paths).sort(([a], [b]) => (a < b ? -1 : 1));
  const schemas = Object.entries(document.components.schemas).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...document,
    paths: Object.fromEntries(
      paths.map(([path, item]) => [
        path,
        Object.fromEntries(
          METHODS.flatMap((method) => (item[method] === undefined ? [] : [[method, item[method]]])),
        ),
      ]),
    ),
    components: { ...document.components, schemas: Object.fromEntries(schemas) },
  };
}
