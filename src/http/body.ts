import type { FastifyRequest } from 'fastify';
import { unsupportedMediaType } from './edge-error.js';
import { bodyFormat } from './media-type.js';
import { parseStrictForm } from './strict-form.js';
import { parseStrictJson, type JsonLimits } from './strict-json.js';

/**
 * Refuses a body that will not be read: compressed, or of another media type than JSON or, where the mount takes them,
 * forms. Looks at the headers only, so it can be asked before the body has come. Nothing is said about an empty body.
 * @throws EdgeError
 */
export function refuseUnreadableBody(request: FastifyRequest): void {
  const { headers, method } = request.raw;
  if (method === 'GET' || method === 'HEAD') {
    return;
  }
  const length = headers['content-length'];
  if (headers['transfer-encoding'] === undefined && (length === undefined || length === '0')) {
    return;
  }
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw unsupportedMediaType('The body must not be compressed.');
  }
  const format = bodyFormat(headers['content-type']);
  if (format === null || (format === 'form' && !request.mount.acceptsForms)) {
    throw unsupportedMediaType(
      request.mount.acceptsForms
        ? 'The body must be application/json or application/x-www-form-urlencoded in UTF-8.'
        : 'The body must be application/json in UTF-8.',
    );
  }
}

/**
 * The body that a client sent, undefined for none or an empty one.
 * @param body the bytes as Fastify collected them
 * @throws InvalidRequestError
 */
export function parseBody(body: Buffer, contentType: string | undefined, limits: JsonLimits): unknown {
  if (body.length === 0) {
    return undefined;
  }
  return bodyFormat(contentType) === 'form' ? parseStrictForm(body) : parseStrictJson(body, limits);
}
