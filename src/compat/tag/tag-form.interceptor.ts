import {
  type CallHandler,
  type ExecutionContext,
  mixin,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import { catchError, type Observable, throwError } from 'rxjs';
import { InvalidRequestError } from '../../common/errors.js';
import { EmailTakenError } from '../../core/users/users.errors.js';
import { TagValidationError } from './tag.errors.js';

/** Answers refused members in the shape that TAG has for them, whoever refused them. */
export function TagForm(...parameters: string[]): Type<NestInterceptor> {
  class TagFormInterceptor implements NestInterceptor {
    intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
      return next.handle().pipe(catchError((error: unknown) => throwError(() => validationErrorOf(error))));
    }
  }
  const validationErrorOf = (error: unknown): unknown => {
    if (error instanceof EmailTakenError) {
      const taken = { field: 'email', code: error.code, message: 'is already used' };
      return new TagValidationError([taken], parameters, error);
    }
    return error instanceof InvalidRequestError
      ? new TagValidationError(error.fields, parameters, error)
      : error;
  };
  return mixin(TagFormInterceptor);
}
