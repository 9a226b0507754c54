import { Text } from '../../../common/dto-fields.js';
import { PageQuery } from '../../../common/paging.js';

export class PreviewRoleQueryDto extends PageQuery {
  @Text({
    description: 'The permissions the role would have, with commas between them; empty for none.',
    example: 'read:users,read:sessions',
    min: 0,
    max: 8192,
  })
  permissions: string;
}
