import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';

/** Accepts an `Idempotency-Key`: a repeated request has one effect and gets the first answer. */
export const Idempotent = () =>
  applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      description: 'Up to 255 visible ASCII characters. The same key and body get the first answer again.',
      required: false,
      schema: { type: 'string', maxLength: 255 },
    }),
  );
