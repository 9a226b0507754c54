import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { IdempotencyInterceptor, KEY_REQUIRED } from './idempotency.interceptor.js';

/**
 * Accepts an `Idempotency-Key`: a repeated request has one effect and gets the first answer.
 * @param options.required refuses a request without a key
 */
export const Idempotent = ({ required = false }: { required?: boolean } = {}) =>
  applyDecorators(
    SetMetadata(KEY_REQUIRED, required),
    UseInterceptors(IdempotencyInterceptor),
    IdempotencyKeyHeader({ required }),
  );

/** The header in the API document. */
export const IdempotencyKeyHeader = ({ required }: { required: boolean }) =>
  ApiHeader({
    name: 'Idempotency-Key',
    description: 'Up to 255 visible ASCII characters. The same key and body get the first answer again.',
    required,
    schema: {
      type: 'string',
      pattern: '^[!-~]{1,255}$',
      examples: ['5c3e9d51-8f1f-4f0c-a79b-2d6a1c7e9b04'],
    },
  });
