import { Flag, Instant, Text } from '../../../common/dto-fields.js';
import type { RoleView } from '../role.row.js';
import { Description, PermissionTexts, RoleName } from './role-fields.js';

/** A role. */
export class RoleDto {
  @Text({ description: 'Role id.', example: 'rol_RegularUser00001', max: 20 })
  id: string;

  @RoleName()
  name: string;

  @Description({})
  description: string | null;

  @PermissionTexts()
  permissions: string[];

  @Flag({
    description: 'Whether it came with the product: it keeps its name and permissions.',
    example: false,
  })
  builtIn: boolean;

  @Instant({ description: 'When it was created.' })
  createdAt: string;

  static of(role: RoleView): RoleDto {
    return {
      id: role.id,
      name: role.name,
      description: role.description,
      permissions: role.permissions,
      builtIn: role.builtIn,
      createdAt: role.createdAt.toISOString(),
    };
  }
}
