import { Param } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { Formed, Text, TextList } from '../../../common/dto-fields.js';
import { documentParameter } from '../../../http/document-parameter.js';

/** Names stand in paths beside ids, so none may look like one. */
export const ApplicationName = (options: { optional?: boolean } = {}) =>
  Formed({
    description:
      'Name: 1 to 64 letters, digits, `_`, `-` or `.`, unique in any letter case, not shaped like an id.',
    example: 'shop',
    pattern: /^[A-Za-z0-9_.-]{1,64}$/,
    message: 'has 1 to 64 letters, digits, _, - or .',
    ...options,
  });

export const Description = (options: { optional?: boolean } = { optional: true }) =>
  Text({
    description: 'What it is for.',
    example: 'Where people buy things.',
    max: 500,
    nullable: true,
    ...options,
  });

/** The application a request is about, in its body or query. */
export const ApplicationReference = (
  options: { description?: string; optional?: boolean; nullable?: boolean } = {},
) => Text({ description: 'An application: its id or name.', example: 'shop', max: 64, ...options });

/** The ids of ours at a provider: printable, without blanks. */
export const ClientIds = (description: string, example: string) =>
  TextList({
    description,
    example: [example],
    min: 1,
    max: 20,
    pattern: /^[!-~]{1,255}$/,
    message: 'each has 1 to 255 printable characters without blanks',
  });

const documented = ApiParam({
  name: 'idOrName',
  description: 'The id of an application, or its name in any letter case.',
  schema: { type: 'string', minLength: 1, maxLength: 64 },
  examples: {
    name: { summary: 'A name', value: 'shop' },
    id: { summary: 'An id', value: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a7a' },
  },
});

/** The `{idOrName}` of the path; one that no application has is not found, whatever it looks like. */
export const IdOrName = (): ParameterDecorator => (target, name, index) => {
  Param('idOrName')(target, name, index);
  documentParameter(documented)(target, name, index);
};
