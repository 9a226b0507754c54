import { Flag, Instant, NestedList } from '../../../common/dto-fields.js';
import { CountedPageDto, type Page } from '../../../common/paging.js';
import type { PermissionView } from '../permission-list.service.js';
import { Description, PermissionText } from './role-fields.js';

/** A new permission, for services of the operator's own. */
export class CreatePermissionDto {
  @PermissionText()
  permission: string;

  @Description()
  description?: string | null;
}

/** A permission. */
export class PermissionDto {
  @PermissionText()
  permission: string;

  @Description({})
  description: string | null;

  @Flag({ description: 'Whether it came with the product.', example: false })
  builtIn: boolean;

  @Instant({ description: 'When it was created; null for those that came with the product.', nullable: true })
  createdAt: string | null;

  static of({ permission, description, builtIn, createdAt }: PermissionView): PermissionDto {
    return { permission, description, builtIn, createdAt: createdAt?.toISOString() ?? null };
  }
}

/** One page of permissions. */
export class PermissionPageDto extends CountedPageDto {
  @NestedList(() => PermissionDto, { description: 'The permissions of this page, in alphabetical order.' })
  data: PermissionDto[];

  static of(page: Page<PermissionView>): PermissionPageDto {
    return { ...page, data: page.data.map((permission) => PermissionDto.of(permission)) };
  }
}
