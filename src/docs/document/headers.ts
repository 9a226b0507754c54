import { sends } from '../../http/answer-headers.js';
import type { Header } from './openapi.js';

/** Headers of answers that the machinery sends; those of a handler are declared on it. */
export const HEADERS: Readonly<Record<string, Header>> = {
  'WWW-Authenticate': {
    description: 'How to sign in (RFC 9110 11.6.1).',
    required: true,
    schema: { type: 'string' },
  },
  ...sends('Retry-After'),
  'Idempotent-Replayed': {
    description: '`true` when this is the first answer again.',
    schema: { type: 'string', enum: ['true'] },
  },
};
