import { Text } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';

/** What is allowed on which resource. */
@IgnoresUnknownMembers()
export class AntflyPermissionDto {
  @Text({ description: 'The name of the resource, or `*` for every one.', example: 'orders_table', max: 255 })
  resource: string;

  @Text({ description: '`table`, `user`, or `*` for every kind.', example: 'table', max: 64 })
  resource_type: string;

  @Text({
    description: '`read`, `write` or `admin`; none of them implies another.',
    example: 'read',
    max: 64,
  })
  type: string;
}
