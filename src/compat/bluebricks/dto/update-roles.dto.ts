import { Flag, TextList } from '../../../common/dto-fields.js';
import { IgnoresUnknownMembers } from '../../../http/lenient.decorator.js';

/** Which roles an account is to have. */
@IgnoresUnknownMembers()
export class BluebricksUpdateRolesDto {
  @TextList({
    description: 'Ids of roles.',
    example: ['rol_RegularUser00001'],
    max: 100,
    canRepeat: true,
  })
  roles: string[];

  @Flag({
    description:
      'If true, the roles come on top of those the user has; if false or left out, they replace them.',
    example: true,
    optional: true,
    nullable: true,
  })
  add?: boolean | null;
}
