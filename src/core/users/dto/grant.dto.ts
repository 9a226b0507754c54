import { Formed, Id, Instant, NestedList, Text } from '../../../common/dto-fields.js';
import { CountedPageDto, type Page } from '../../../common/paging.js';
import type { GrantInput, GrantView } from '../../roles/grants.js';

const GrantType = () =>
  Formed({
    description: 'What it allows: a verb in lower-case letters, digits, `-` and `_`, or `*` for every one.',
    example: 'read',
    pattern: /^([a-z][a-z0-9_-]{0,31}|\*)$/,
    message: 'is a verb in lower-case letters, digits, - and _, or *',
  });

const GrantResourceType = () =>
  Formed({
    description:
      'On which kind of thing: lower-case letters, digits, `-`, `_` and `.`, or `*` for every one.',
    example: 'document',
    pattern: /^([a-z][a-z0-9_.-]{0,63}|\*)$/,
    message: 'is a kind of thing in lower-case letters, digits, -, _ and ., or *',
  });

const GrantResource = () =>
  Text({
    description: 'On which thing of that kind, by your own id of it; `*` for every one.',
    example: '42',
    max: 255,
  });

/** What an account may do on one resource. `*` is for administrators to give. */
export class CreateGrantDto implements GrantInput {
  @GrantType()
  type: string;

  @GrantResourceType()
  resourceType: string;

  @GrantResource()
  resource: string;
}

/** A grant. */
export class GrantDto {
  @Id({ description: 'UUIDv7.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79' })
  id: string;

  @GrantType()
  type: string;

  @GrantResourceType()
  resourceType: string;

  @GrantResource()
  resource: string;

  @Instant({ description: 'When it was given.' })
  createdAt: string;

  static of({ id, type, resourceType, resource, createdAt }: GrantView): GrantDto {
    return { id, type, resourceType, resource, createdAt: createdAt.toISOString() };
  }
}

/** One page of grants. */
export class GrantPageDto extends CountedPageDto {
  @NestedList(() => GrantDto, { description: 'The grants of this page, oldest first.' })
  data: GrantDto[];

  static of(page: Page<GrantView>): GrantPageDto {
    return { ...page, data: page.data.map((grant) => GrantDto.of(grant)) };
  }
}
