import { TextList } from '../../../common/dto-fields.js';

/** Roles to give to an account. */
export class RoleIdsDto {
  @TextList({
    description: 'Role ids.',
    example: ['rol_RegularUser00001'],
    max: 100,
    pattern: /^rol_[A-Za-z0-9]{16}$/,
    message: 'each is a role id',
  })
  roles: string[];
}
