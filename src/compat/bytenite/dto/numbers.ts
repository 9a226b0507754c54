import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min, ValidateIf } from 'class-validator';

const DIGITS = /^\d{1,15}$/;

/** A whole number that may be written as a text, as protocol buffers have it in JSON; null counts as left out. */
export const ProtoInteger = (field: { description: string; min: number; max: number; example: number }) => {
  const { description, min: minimum, max: maximum, example } = field;
  const message = `must be a whole number from ${minimum} to ${maximum}`;
  return applyDecorators(
    ApiProperty({ description, example, required: false, type: 'integer', nullable: true, minimum, maximum }),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && DIGITS.test(value) ? Number(value) : value,
    ),
    ValidateIf((_dto, value) => value !== undefined && value !== null),
    IsInt({ message }),
    Min(minimum, { message }),
    Max(maximum, { message }),
  );
};
