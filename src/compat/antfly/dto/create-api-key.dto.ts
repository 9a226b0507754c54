import { NestedList, Text } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';
import { AntflyPermissionDto } from './permission.dto.js';

/** A new API key. */
@IgnoresUnknownMembers()
export class AntflyCreateApiKeyDto {
  @Text({ description: 'What it is for.', example: 'Nightly export', max: 128 })
  name: string;

  @Text({
    description: "How long it lasts, as a duration of Go's; a year when left out.",
    example: '720h',
    max: 64,
    optional: true,
    nullable: true,
  })
  expires_in?: string | null;

  @NestedList(() => AntflyPermissionDto, {
    description: 'What it may do, within what the user may; whatever that is when left out.',
    max: 100,
    optional: true,
    nullable: true,
  })
  permissions?: AntflyPermissionDto[] | null;
}
