import { NestedList, OneOf, Text } from '../../../common/dto-fields.js';
import type { EffectivePermission } from '../../roles/permission-checks.service.js';
import type { GrantView } from '../../roles/grants.js';
import { GrantDto } from './grant.dto.js';

/** Where a permission comes from. */
export class PermissionSourceDto {
  @OneOf({ description: 'What gives it.', values: ['role'], example: 'role' })
  kind: 'role';

  @Text({ description: 'Role id.', example: 'rol_Administrator001', max: 20 })
  id: string;

  @Text({ description: 'Role name.', example: 'admin', max: 64 })
  name: string;
}

/** A permission that an account has now. */
export class EffectivePermissionDto {
  @Text({ description: 'The permission.', example: 'read:users', max: 97 })
  permission: string;

  @NestedList(() => PermissionSourceDto, { description: 'The roles that give it, by name.' })
  from: PermissionSourceDto[];
}

/** Everything an account may do beyond its own rows. */
export class UserPermissionsDto {
  @NestedList(() => EffectivePermissionDto, { description: 'Permissions, in alphabetical order.' })
  permissions: EffectivePermissionDto[];

  @NestedList(() => GrantDto, { description: 'Grants on single resources, oldest first.' })
  grants: GrantDto[];

  static of(found: { permissions: EffectivePermission[]; grants: GrantView[] }): UserPermissionsDto {
    return {
      permissions: found.permissions.map(({ permission, from }) => ({
        permission,
        from: from.map(({ id, name }) => ({ kind: 'role', id, name })),
      })),
      grants: found.grants.map((grant) => GrantDto.of(grant)),
    };
  }
}
