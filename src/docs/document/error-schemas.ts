import type { Schema } from './openapi.js';

const PROBLEM: Record<string, Schema> = {
  type: {
    type: 'string',
    format: 'uri',
    description: 'A name for the kind of problem; there is nothing to fetch.',
  },
  title: { type: 'string', description: 'The status in words.' },
  status: { type: 'integer', minimum: 400, maximum: 599, description: 'The HTTP status.' },
  detail: { type: 'string', description: 'What happened, for people.' },
  code: { type: 'string', description: 'What happened, for programs; stable.' },
  requestId: { type: 'string', description: 'The `X-Request-Id` of this answer; every log line has it.' },
};

const DETAILS: Record<string, Schema> = {
  holdStatus: {
    type: 'string',
    enum: ['captured', 'voided', 'expired'],
    description: 'What became of the hold.',
  },
  maxAgeSeconds: { type: 'integer', minimum: 1, description: 'How old a sign-in may be, in seconds.' },
  permission: { type: 'string', description: 'The permission that is missing.' },
  missing: { type: 'array', items: { type: 'string' }, description: 'The permissions that are missing.' },
  roles: {
    type: 'array',
    items: {
      type: 'object',
      required: ['id', 'name'],
      properties: {
        id: { type: 'string', description: 'Role id.' },
        name: { type: 'string', description: 'Role name.' },
      },
    },
    description: 'The roles that are in the way.',
  },
};

const ERRORS: Schema = {
  type: 'array',
  description: 'The members that were refused.',
  items: {
    type: 'object',
    required: ['field', 'code', 'message'],
    properties: {
      field: { type: 'string', description: 'Where it is, for example `contactInfo.city`.' },
      code: { type: 'string', description: 'What is wrong, for programs; stable.' },
      message: { type: 'string', description: 'What is wrong, for people.' },
    },
  },
};

const POSITION: Schema = {
  type: 'integer',
  minimum: 0,
  description: 'For a profile selector that cannot be read: the character where reading stopped, from 0.',
};
const STRENGTH: Schema = {
  type: 'integer',
  minimum: 0,
  maximum: 4,
  description: 'Of a refused new password: from 0, guessed at once, to 4.',
};

/** The bodies of refusals. */
export const ERROR_SCHEMAS: Readonly<Record<string, Schema>> = {
  Problem: {
    type: 'object',
    description: 'What went wrong: problem details (RFC 9457).',
    required: Object.keys(PROBLEM),
    properties: { ...PROBLEM, ...DETAILS },
  },
  InvalidRequest: {
    type: 'object',
    description: 'A request that is malformed: problem details (RFC 9457) with each refused member.',
    required: [...Object.keys(PROBLEM), 'errors'],
    properties: { ...PROBLEM, errors: ERRORS, strength: STRENGTH, position: POSITION },
  },
  OAuthError: {
    type: 'object',
    description: 'What went wrong, in the words of RFC 6749 5.2.',
    required: ['error', 'error_description', 'requestId'],
    properties: {
      error: { type: 'string', description: 'What happened, for programs.' },
      error_description: { type: 'string', description: 'What happened, for people.' },
      requestId: PROBLEM.requestId,
    },
  },
};
