import { Injectable, type ValidationError, ValidationPipe } from '@nestjs/common';
import { type FieldError, InvalidRequestError } from '../common/errors.js';

const CODES: Record<string, string> = {
  whitelistValidation: 'unknown_field',
  isString: 'not_a_string',
  isBoolean: 'not_a_boolean',
  isInt: 'not_an_integer',
  isArray: 'not_a_list',
  isObject: 'not_an_object',
  nestedValidation: 'not_an_object',
  isLength: 'wrong_length',
  isIn: 'not_allowed',
  matches: 'wrong_format',
  isUrl: 'wrong_format',
  isIso8601: 'wrong_format',
  arrayMaxSize: 'too_many',
  arrayUnique: 'repeated',
  min: 'out_of_range',
  max: 'out_of_range',
};

/** Refuses what a DTO does not describe; unknown members are an error, nothing is converted by guess. */
@Injectable()
export class RequestValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      validationError: { target: false, value: false },
      exceptionFactory: (errors) =>
        new InvalidRequestError(errors.flatMap((error) => fieldErrors(error, ''))),
    });
  }
}

function fieldErrors(error: ValidationError, parent: string): FieldError[] {
  const field = /^\d+$/.test(error.property)
    ? `${parent}[${error.property}]`
    : [parent, error.property].filter(Boolean).join('.');
  const [constraint, message] = Object.entries(error.constraints ?? {}).at(-1) ?? [];
  const own: FieldError[] =
    constraint === undefined
      ? []
      : [
          {
            field,
            code: codeOf(constraint),
            message: constraint === 'whitelistValidation' ? 'is not known here' : message!,
          },
        ];
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}

function codeOf(constraint: string): string {
  return CODES[constraint] ?? 'invalid';
}
