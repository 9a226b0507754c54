import { Text } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';

/** Which permissions to take. */
@IgnoresUnknownMembers()
export class AntflyPermissionQueryDto {
  @Text({ description: 'The name of the resource, or `*`.', example: 'orders_table', max: 255 })
  resource: string;

  @Text({ description: '`table`, `user` or `*`.', example: 'table', max: 64 })
  resourceType: string;
}
