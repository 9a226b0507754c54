import type { Method, OpenApiDocument, Operation } from '../../src/docs/document/openapi.js';
import type { HttpClient } from '../support/http-client.js';

export interface DescribedOperation {
  id: string;
  method: Method;
  path: string;
  operation: Operation;
}

/** The document as a client gets it. */
export interface ApiDescription {
  document: OpenApiDocument;
  operations: DescribedOperation[];
}

export async function readApiDescription(http: HttpClient): Promise<ApiDescription> {
  const { body } = await http.get('/docs-json');
  return { document: body, operations: operationsOf(body) };
}

export function operationsOf(document: OpenApiDocument): DescribedOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      id: operation.operationId,
      method: method as Method,
      path,
      operation,
    })),
  );
}
