import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { documentParameter } from './document-parameter.js';

/** The `ETag` of a row with this version. */
export function entityTag(version: number): string {
  return `"${version}"`;
}

/** What no version equals: an `If-Match` that is none of our tags. */
const NO_VERSION = -1;

const documented = ApiHeader({
  name: 'If-Match',
  description: 'The `ETag` that was read: nothing happens when the row is another by now.',
  required: false,
  schema: { type: 'string', examples: ['"1"'] },
});

/**
 * The version that `If-Match` asks for (RFC 9110 13.1.1); undefined without the header or with `*`.
 * A tag that is not one of ours matches nothing, which answers 412.
 */
export const IfMatch = createParamDecorator(
  (_data: unknown, context: ExecutionContext): number | undefined => {
    const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
    if (header === undefined || header.trim() === '*') {
      return undefined;
    }
    const version = /^"(\d{1,9})"$/.exec(header.trim())?.[1];
    return version === undefined ? NO_VERSION : Number(version);
  },
  [documentParameter(documented)],
);
