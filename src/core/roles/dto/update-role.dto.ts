import { Description, PermissionTexts, RoleName } from './role-fields.js';

/** A change of a role: members left out stay; `permissions` replaces the whole list. */
export class UpdateRoleDto {
  @RoleName({ optional: true })
  name?: string;

  @Description()
  description?: string | null;

  @PermissionTexts({ optional: true })
  permissions?: string[];
}
