import { Text } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';
import { ID_EXAMPLE } from './fields.js';

const optional = { optional: true, min: 0, max: 255 } as const;

/** Which part of a list. */
@IgnoresUnknownMembers()
export class ElementsPageQueryDto {
  @Text({ description: 'Leave out so many, at most 10,000.', example: '0', ...optional })
  offset?: string;

  @Text({ description: 'So many, at most 100; 20 unless given.', example: '20', ...optional })
  count?: string;
}

/** Which users. */
@IgnoresUnknownMembers()
export class ElementsUserQueryDto extends ElementsPageQueryDto {
  @Text({
    description: 'A part of the name or the e-mail address, letter case included.',
    example: 'ada',
    ...optional,
  })
  search?: string;
}

/** Which profiles. */
@IgnoresUnknownMembers()
export class ElementsProfileQueryDto extends ElementsPageQueryDto {
  @Text({ description: 'Used last before this instant, in milliseconds since 1970.', ...optional })
  before?: string;

  @Text({ description: 'Used last after this instant, in milliseconds since 1970.', ...optional })
  after?: string;

  @Text({ description: 'Id or name of an application.', example: 'chess', ...optional })
  application?: string;

  @Text({ description: 'Id of a user, or `me`.', example: ID_EXAMPLE, ...optional })
  user?: string;

  @Text({ description: 'A part of the display name.', example: 'Ada', ...optional })
  search?: string;
}
