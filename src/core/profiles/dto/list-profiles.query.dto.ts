import { Id } from '../../../common/dto-fields.js';
import { PageQuery } from '../../../common/paging.js';
import { ApplicationReference } from '../../applications/dto/application-fields.js';

export class ListProfilesQueryDto extends PageQuery {
  @Id({ description: 'Only of this account; others than the own need `read:profiles`.', optional: true })
  userId?: string;

  @ApplicationReference({ description: 'Only of this application: its id or name.', optional: true })
  applicationId?: string;
}
