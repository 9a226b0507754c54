import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
  IsObject,
  IsString,
  IsUrl,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

/** What every member of a request or answer says of itself, once: for the validator and for the API document. */
interface Field {
  description: string;
  example?: unknown;
  /** May be left out of a request. */
  optional?: boolean;
  /** May be null. */
  nullable?: boolean;
}

function declared(
  field: Field,
  schema: Record<string, unknown>,
  ...rules: PropertyDecorator[]
): PropertyDecorator {
  const { description, example, optional = false, nullable = false } = field;
  return applyDecorators(
    ApiProperty({ description, example, required: !optional, nullable, ...schema }),
    ValidateIf((_dto, value) => !(optional && value === undefined) && !(nullable && value === null)),
    ...rules,
  );
}

/** A text, its length in characters. */
export const Text = (field: Field & { min?: number; max: number }) =>
  declared(
    field,
    { type: 'string', minLength: field.min ?? 1, maxLength: field.max },
    IsString(),
    Length(field.min ?? 1, field.max, { message: `has ${field.min ?? 1} to ${field.max} characters` }),
  );

/** A secret that the caller sends: never echoed, never shown in examples of answers. */
export const Secret = (field: Field & { min?: number; max: number }) =>
  declared(
    field,
    { type: 'string', format: 'password', minLength: field.min ?? 1, maxLength: field.max },
    IsString(),
  );

/** One of a few words. */
export const OneOf = (field: Field & { values: readonly string[] }) =>
  declared(
    field,
    { type: 'string', enum: [...field.values] },
    IsIn(field.values, { message: `is one of ${field.values.join(', ')}` }),
  );

/** A pattern with flags has no counterpart in JSON Schema. */
const patternOf = (pattern: RegExp | undefined) =>
  pattern === undefined || pattern.flags !== '' ? {} : { pattern: pattern.source };

/** A text of a fixed form; the pattern must be free of nested repetition. */
export const Formed = (field: Field & { pattern: RegExp; message: string; format?: string }) =>
  declared(
    field,
    {
      type: 'string',
      ...patternOf(field.pattern),
      ...(field.format === undefined ? {} : { format: field.format }),
    },
    IsString(),
    Matches(field.pattern, { message: field.message }),
  );

/** A UUID. */
export const Id = (field: Field) =>
  Formed({
    ...field,
    pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
    message: 'is a UUID',
    format: 'uuid',
  });

/** An absolute http or https URL. */
export const WebUrl = (field: Field) =>
  declared(
    field,
    { type: 'string', format: 'uri', maxLength: 2048 },
    IsString(),
    Length(1, 2048),
    IsUrl(
      { protocols: ['http', 'https'], require_protocol: true, require_tld: false, disallow_auth: true },
      { message: 'is an absolute http or https URL' },
    ),
  );

/** An instant, RFC 3339; in answers it is UTC with milliseconds, where the year must still have four digits. */
export const Instant = (field: Field) =>
  declared(
    { example: '2026-01-31T12:00:00.000Z', ...field },
    { type: 'string', format: 'date-time' },
    IsString(),
    Matches(/^(?!9999-12-31T.*-)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/, {
      message: 'is an RFC 3339 instant',
    }),
    IsISO8601({ strict: true }, { message: 'is an RFC 3339 instant' }),
  );

/** Yes or no. */
export const Flag = (field: Field) => declared(field, { type: 'boolean' }, IsBoolean());

/** A whole number. */
export const Whole = (field: Field & { min: number; max: number }) =>
  declared(
    field,
    { type: 'integer', minimum: field.min, maximum: field.max },
    IsInt(),
    Min(field.min),
    Max(field.max),
  );

/** A number with decimals, in answers only: what comes in is read from a text. */
export const Decimal = (field: Field) => declared(field, { type: 'number', format: 'double' }, IsNumber());

/** A whole number in a query string. */
export const WholeInQuery = (field: Field & { min: number; max: number; default: number }) =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value,
    ),
    declared(
      { ...field, optional: true },
      { type: 'integer', minimum: field.min, maximum: field.max, default: field.default },
      IsInt({ message: `is a whole number from ${field.min} to ${field.max}` }),
      Min(field.min, { message: `is a whole number from ${field.min} to ${field.max}` }),
      Max(field.max, { message: `is a whole number from ${field.min} to ${field.max}` }),
    ),
  );

/** A list of texts, without repeats unless they are said to happen. */
export const TextList = (
  field: Field & { min?: number; max: number; pattern?: RegExp; message?: string; canRepeat?: boolean },
) =>
  declared(
    field,
    {
      type: 'array',
      items: { type: 'string', ...patternOf(field.pattern) },
      ...(field.min === undefined ? {} : { minItems: field.min }),
      maxItems: field.max,
      uniqueItems: field.canRepeat !== true,
    },
    IsArray(),
    ...(field.min === undefined ? [] : [ArrayMinSize(field.min)]),
    ArrayMaxSize(field.max),
    ...(field.canRepeat === true ? [] : [ArrayUnique()]),
    IsString({ each: true }),
    ...(field.pattern === undefined
      ? []
      : [Matches(field.pattern, { each: true, message: field.message ?? 'is malformed' })]),
  );

// The document generator knows a class that is to be looked up later by the name of the function: `type`.

/** An object of a class of its own. */
export const Nested = <T extends object>(type: () => new () => T, field: Field) =>
  declared(field, { type: () => type() }, IsObject(), ValidateNested(), Type(type));

/** A list of objects of a class of their own. */
export const NestedList = <T extends object>(type: () => new () => T, field: Field & { max?: number }) =>
  declared(
    field,
    { type: () => type(), isArray: true, ...(field.max === undefined ? {} : { maxItems: field.max }) },
    IsArray(),
    ...(field.max === undefined ? [] : [ArrayMaxSize(field.max)]),
    ValidateNested({ each: true }),
    Type(type),
  );

/** An object whose members are the caller's own. */
export const FreeObject = (field: Field) =>
  declared(field, { type: 'object', additionalProperties: true }, IsObject({ message: 'is an object' }));
