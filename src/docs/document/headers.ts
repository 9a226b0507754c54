import { sends } from '../../http/answer-headers.js';
import type { Header } from './openapi.js';

/** What is left to a caller whose requests are counted; not sent where limits are off. */
export const LIMIT_HEADERS: Readonly<Record<string, Header>> = {
  'RateLimit-Policy': {
    description: 'The limit that counts here: its name, and `q` requests in `w` seconds.',
    schema: { type: 'string' },
  },
  RateLimit: {
    description: 'What is left of it: `r` requests, and `t` seconds until it starts anew.',
    schema: { type: 'string' },
  },
};

/** Headers of answers that the machinery sends; those of a handler are declared on it. */
export const HEADERS: Readonly<Record<string, Header>> = {
  'WWW-Authenticate': {
    description: 'How to sign in (RFC 9110 11.6.1).',
    required: true,
    schema: { type: 'string' },
  },
  ...sends('Retry-After'),
  'RateLimit-Policy': { ...LIMIT_HEADERS['RateLimit-Policy'], required: true },
  RateLimit: { ...LIMIT_HEADERS.RateLimit, required: true },
  'Idempotent-Replayed': {
    description: '`true` when this is the first answer again.',
    schema: { type: 'string', enum: ['true'] },
  },
};
