import { Description, PermissionTexts, RoleName } from './role-fields.js';

/** A new role: a named set of permissions, none of which its maker lacks. */
export class CreateRoleDto {
  @RoleName()
  name: string;

  @Description()
  description?: string | null;

  @PermissionTexts()
  permissions: string[];
}
