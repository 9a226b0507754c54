import { Secret } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';

/** A new password. */
@IgnoresUnknownMembers()
export class AntflyUpdatePasswordDto {
  @Secret({ description: '8 to 255 characters.', example: 'newS3cr3tP@sswOrd', max: 1024 })
  new_password: string;
}
