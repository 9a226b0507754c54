import { OneOf, Text } from '../../../common/dto-fields.js';
import { CountedPageQuery } from '../../../common/paging.js';
import { USER_SORTS, type UserSort } from '../users.repository.js';

export class ListUsersQueryDto extends CountedPageQuery {
  @Text({
    description:
      'Part of a name or e-mail address, in any letter case; one or two characters match at the start of a word.',
    example: 'ada',
    max: 128,
    optional: true,
  })
  search?: string;

  @OneOf({
    description: 'Only active or only suspended accounts.',
    values: ['active', 'suspended'],
    optional: true,
  })
  status?: 'active' | 'suspended';

  @Text({
    description: 'Only holders of this role, by its id or name.',
    example: 'user',
    max: 64,
    optional: true,
  })
  role?: string;

  @OneOf({
    description: 'Order; `-` is descending.',
    values: USER_SORTS,
    example: '-createdAt',
    optional: true,
  })
  sort?: UserSort;
}
