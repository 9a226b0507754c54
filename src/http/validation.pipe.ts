import {
  type ArgumentMetadata,
  Injectable,
  type PipeTransform,
  type ValidationError,
  ValidationPipe,
} from '@nestjs/common';
import { type FieldError, InvalidRequestError } from '../common/errors.js';
import { ignoresUnknownMembers } from './lenient.decorator.js';
import { rememberValidationRules } from './validation-rules.js';

const TYPES: Record<string, string> = {
  isString: 'not_a_string',
  isBoolean: 'not_a_boolean',
  isInt: 'not_an_integer',
  isArray: 'not_a_list',
  isObject: 'not_an_object',
  nestedValidation: 'not_an_object',
};

const FORMS: Record<string, string> = {
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

/**
 * Refuses what a DTO does not describe; nothing is converted by guess. Unknown members are an error, except for classes
 * that say they ignore them.
 */
@Injectable()
export class RequestValidationPipe implements PipeTransform {
  private readonly strict = validationPipe(true);
  private readonly lenient = validationPipe(false);

  constructor() {
    rememberValidationRules();
  }

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    // What our own decorators find in a request is no input of its form.
    if (metadata.type === 'custom') {
      return value;
    }
    const pipe = ignoresUnknownMembers(metadata.metatype) ? this.lenient : this.strict;
    return pipe.transform(value, metadata);
  }
}

function validationPipe(forbidNonWhitelisted: boolean): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted,
    forbidUnknownValues: true,
    validationError: { target: false },
    exceptionFactory: (errors) => new InvalidRequestError(errors.flatMap((error) => fieldErrors(error, ''))),
  });
}

function fieldErrors(error: ValidationError, parent: string): FieldError[] {
  const field = /^\d+$/.test(error.property)
    ? `${parent}[${error.property}]`
    : [parent, error.property].filter(Boolean).join('.');
  const own =
    error.constraints === undefined ? [] : [{ field, ...mostTelling(error.constraints, error.value) }];
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}

/** One fault a member: that it is missing before its type, its type before its form. */
function mostTelling(constraints: Record<string, string>, value: unknown): Omit<FieldError, 'field'> {
  if ('whitelistValidation' in constraints) {
    return { code: 'unknown_field', message: 'is not known here' };
  }
  if (value === undefined) {
    return { code: 'missing', message: 'is needed' };
  }
  const names = Object.keys(constraints);
  const name = names.find((candidate) => TYPES[candidate] !== undefined) ?? names.at(-1)!;
  return { code: TYPES[name] ?? FORMS[name] ?? 'invalid', message: withoutName(constraints[name]) };
}

/** The library begins its own messages with the name of the member, which stands in `field` already. */
function withoutName(message: string): string {
  return message.replace(/^(each value in )?[A-Za-z0-9_]+ (must|should) /, '$1$2 ');
}
