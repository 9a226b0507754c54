import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type {
  Answer as DescribedAnswer,
  OpenApiDocument,
  Operation,
  Schema,
} from '../../src/docs/document/openapi.js';
import type { Answer } from '../support/http-client.js';

/** Headers that are part of the contract: sent and not described is as wrong as described and not sent. */
const HEADERS = [
  'ETag',
  'Location',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'WWW-Authenticate',
  'Allow',
  'Idempotent-Replayed',
];

/** Says what in an answer is not as the document describes it. */
export class AnswerChecker {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly definitions: Record<string, Schema>;
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(document: OpenApiDocument) {
    (formats as unknown as (ajv: Ajv2020) => void)(this.ajv);
    this.ajv.addFormat('password', true);
    this.definitions = closed(document.components.schemas) as Record<string, Schema>;
  }

  faults({ responses }: Operation, answer: Answer): string[] {
    const described = responses[String(answer.status)];
    if (described === undefined) {
      return [`the status ${answer.status} is not described: ${JSON.stringify(answer.body)}`];
    }
    return [...headerFaults(described, answer), ...this.bodyFaults(described, answer)];
  }

  /** @returns what in a value is not as its schema says; nothing may be in it that the schema does not name */
  schemaFaults(schema: Schema, value: unknown): string[] {
    const key = JSON.stringify(schema);
    let validate = this.validators.get(key);
    if (validate === undefined) {
      const closedSchema = closed(schema) as Schema;
      validate = this.ajv.compile({ ...closedSchema, $defs: this.definitions });
      this.validators.set(key, validate);
    }
    return validate(value)
      ? []
      : validate.errors!.map(
          ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
        );
  }

  private bodyFaults({ content }: DescribedAnswer, answer: Answer): string[] {
    const type = answer.headers.get('content-type')?.split(';')[0];
    if (content === undefined) {
      return answer.body === '' ? [] : ['there is a body where none is described'];
    }
    const media = content[type ?? ''];
    if (media === undefined) {
      return [`the content type is ${type}, described are ${Object.keys(content).join(', ')}`];
    }
    const words = Object.values(media.examples ?? {}).map(({ value }) => errorWord(value));
    const word = answer.status < 400 ? undefined : errorWord(answer.body);
    return [
      ...this.schemaFaults(media.schema ?? {}, answer.body),
      // A malformed request has many codes, one for each way to be malformed.
      ...(word === undefined || 'errors' in answer.body || words.includes(word)
        ? []
        : [`the error ${word} is not described, only ${words.join(', ')} are`]),
    ];
  }
}

/** The stable word for what went wrong: ours, or OAuth's. */
export function errorWord(body: unknown): string | undefined {
  const { code, error } = (body ?? {}) as { code?: string; error?: string };
  return code ?? error;
}

function headerFaults({ headers = {} }: DescribedAnswer, answer: Answer): string[] {
  return HEADERS.flatMap((name) => {
    const isSent = answer.headers.has(name);
    const header = headers[name];
    if (isSent === (header !== undefined) || (!isSent && header?.required !== true)) {
      return [];
    }
    return [isSent ? `the header ${name} is not described` : `the header ${name} is described and not sent`];
  });
}

/** The schemas with nothing allowed in an object that they do not name. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) {
    return node.map(closed);
  }
  if (typeof node !== 'object' || node === null) {
    return node;
  }
  const entries = Object.entries(node).map(([key, value]): [string, unknown] => [
    key,
    key === '$ref'
      ? (value as string).replace('#/components/schemas/', '#/$defs/')
      : ['examples', 'enum', 'default'].includes(key)
        ? value
        : closed(value),
  ]);
  const schema = Object.fromEntries(entries);
  return schema.type === 'object' && schema.properties !== undefined && !('additionalProperties' in schema)
    ? { ...schema, additionalProperties: false }
    : schema;
}
