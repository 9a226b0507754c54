import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, Matches, registerDecorator, ValidateIf } from 'class-validator';
import { Formed, OneOf, Secret, Text } from '../../../common/dto-fields.js';
import { FIRST_NAME, isEmailLike, isPhone, LAST_NAME, NO_BLANKS } from '../elements.patterns.js';

const NO_BLANKS_OR_NOTHING = /^\S*$/;

export const LEVELS = ['UNPRIVILEGED', 'USER', 'SUPERUSER'] as const;
export type ElementsLevel = (typeof LEVELS)[number];

/** An id of this API. */
export const ID_EXAMPLE = '66f0c1d2e3a4b5c6d7e8f901';
/** Null counts as left out. */
export const optional = { optional: true, nullable: true } as const;

interface Presence {
  optional?: boolean;
  nullable?: boolean;
}

export const Name = (presence: Presence) =>
  applyDecorators(
    Formed({
      description: 'User name.',
      example: 'ada',
      pattern: NO_BLANKS,
      message: 'has no blanks',
      ...presence,
    }),
    Length(1, 254),
  );

export const Email = (presence: Presence) =>
  Checked(
    { description: 'E-mail address.', example: 'ada@example.com', maxLength: 254, ...presence },
    isEmailLike,
    'is an e-mail address',
  );

export const Phone = (presence: Presence) =>
  Checked(
    { description: 'Phone number, 8 to 15 digits.', example: '+1 212 555 0100', maxLength: 64, ...presence },
    isPhone,
    'has 8 to 15 digits, with . + - / ( ) and blanks between them',
  );

export const FirstName = (presence: Presence) =>
  Formed({
    description: 'First name.',
    example: 'Ada',
    pattern: FIRST_NAME,
    message: 'has 2 to 20 letters, digits and blanks',
    ...presence,
  });

export const LastName = (presence: Presence) =>
  Formed({
    description: 'Last name.',
    example: 'Lovelace',
    pattern: LAST_NAME,
    message: 'has 3 to 30 letters, digits and blanks',
    ...presence,
  });

/** Empty counts as left out. */
export const NewPassword = (field: Presence & { description: string }) =>
  applyDecorators(
    Secret({ example: 'correct-horse-battery', max: 255, min: 0, ...field }),
    Matches(NO_BLANKS_OR_NOTHING, { message: 'has no blanks' }),
  );

export const Level = (field: Presence & { description: string }) =>
  OneOf({ example: 'USER', values: LEVELS, ...field });

/** An id or a name. */
export const Reference = (field: Presence & { description: string; example?: string }) =>
  Text({ example: ID_EXAMPLE, max: 255, ...field });

interface CheckedField extends Presence {
  description: string;
  example: string;
  maxLength: number;
}

/** A text that a function of ours takes or not. */
function Checked(
  { description, example, maxLength, optional: isOptional = false, nullable = false }: CheckedField,
  check: (text: string) => boolean,
  message: string,
): PropertyDecorator {
  const rule: PropertyDecorator = (target, propertyName) =>
    registerDecorator({
      name: 'matches',
      target: target.constructor,
      propertyName: String(propertyName),
      options: { message },
      validator: { validate: (value: unknown) => typeof value === 'string' && check(value) },
    });
  return applyDecorators(
    ApiProperty({ description, example, required: !isOptional, nullable, type: 'string', maxLength }),
    ValidateIf((_dto, value) => !(isOptional && value === undefined) && !(nullable && value === null)),
    IsString(),
    Length(1, maxLength),
    rule,
  );
}
