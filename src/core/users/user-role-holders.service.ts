import { Injectable } from '@nestjs/common';
import type { Account } from '../../authorization/account.js';
import type { Principal } from '../../authorization/principal.js';
import type { CountedPageQuery, Page, PageQuery } from '../../common/paging.js';
import { type RolePreview, RoleHoldersService } from '../roles/role-holders.service.js';
import { UserDirectory } from './user-directory.js';

/** `RolePreview` with the accounts instead of their ids. */
export interface PreviewedRole extends Omit<RolePreview, 'page'> {
  page: Page<{ account: Account; gains: string[]; loses: string[] }>;
}

/** The accounts that hold a role. */
@Injectable()
export class UserRoleHoldersService {
  constructor(
    private readonly holders: RoleHoldersService,
    private readonly directory: UserDirectory,
  ) {}

  /** @throws RoleNotFoundError */
  async list(
    caller: Principal,
    roleId: string,
    { limit, cursor, include }: CountedPageQuery,
  ): Promise<Page<Account>> {
    const page = await this.holders.list(caller, roleId, limit, cursor, include);
    return { ...page, data: await this.directory.findMany(page.data) };
  }

  /** @throws RoleNotFoundError, UnknownPermissionError */
  async preview(
    caller: Principal,
    roleId: string,
    permissions: readonly string[],
    { limit, cursor }: PageQuery,
  ): Promise<PreviewedRole> {
    const { page, ...preview } = await this.holders.preview(caller, roleId, permissions, limit, cursor);
    const effects = new Map(page.data.map((effect) => [effect.userId, effect]));
    const accounts = await this.directory.findMany([...effects.keys()]);
    const data = accounts.map((account) => {
      const { gains, loses } = effects.get(account.id)!;
      return { account, gains, loses };
    });
    return { ...preview, page: { ...page, data } };
  }
}
