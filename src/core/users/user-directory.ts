import { Injectable } from '@nestjs/common';
import type { Account } from '../../authorization/account.js';
import type { Principal } from '../../authorization/principal.js';
import { InvalidRequestError } from '../../common/errors.js';
import type { Page } from '../../common/paging.js';
import { Cursors } from '../../keys/cursors.js';
import { RolesService } from '../roles/roles.service.js';
import type { UserReference } from './user-reference.js';
import { UserNotFoundError } from './users.errors.js';
import { type AccountName, type UserFilter, UsersRepository, type UserSort } from './users.repository.js';

export interface UserListRequest {
  search?: string;
  status?: 'active' | 'suspended';
  /** Id or name of a role. */
  role?: string;
  sort?: UserSort;
  limit: number;
  cursor?: string;
  include?: 'total';
}

/** Reads accounts: one, or a page of many. */
@Injectable()
export class UserDirectory {
  constructor(
    private readonly repository: UsersRepository,
    private readonly roles: RolesService,
    private readonly cursors: Cursors,
  ) {}

  /** @throws UserNotFoundError */
  async get(reference: UserReference): Promise<Account> {
    const account = await this.repository.find(reference);
    if (account === null) {
      throw new UserNotFoundError();
    }
    return account;
  }

  /** @returns null when there is no such account */
  find(reference: UserReference): Promise<Account | null> {
    return this.repository.find(reference);
  }

  /** The accounts with these ids, in the order of the ids; those that are gone are left out. */
  findMany(ids: readonly string[]): Promise<Account[]> {
    return this.repository.findMany(ids);
  }

  /**
   * An account as a caller reads it. Their own came with the statement that authenticated the request.
   * @throws UserNotFoundError
   */
  read(caller: Principal, reference: UserReference): Promise<Account> {
    const isOwn = reference !== null && 'id' in reference && reference.id === caller.userId;
    return isOwn ? Promise.resolve(caller.account) : this.get(reference);
  }

  /** What every active account is called, page by page as fast as it is taken. */
  activeNames(): AsyncGenerator<AccountName[]> {
    return this.repository.activeNames();
  }

  /**
   * One page of accounts, newest first unless sorted otherwise; page n costs what page 1 costs.
   * @throws InvalidRequestError for an unknown role or a cursor of another list
   */
  async list(caller: Principal, request: UserListRequest): Promise<Page<Account>> {
    const { limit, cursor, sort = '-createdAt' } = request;
    const filter = await this.filterOf(request);
    const scope = [
      'users',
      caller.userId,
      filter.search ?? null,
      filter.status ?? null,
      filter.roleId ?? null,
      sort,
    ];
    const after = cursor === undefined ? null : await this.cursors.decode(scope, cursor);
    const rows = await this.repository.list({ filter, sort, limit: limit + 1, after });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      data: page.map((row) => row.account),
      nextCursor:
        rows.length > limit && last !== undefined ? this.cursors.encode(scope, last.position) : null,
      ...(request.include === 'total' ? { total: await this.repository.count(filter) } : {}),
    };
  }

  private async filterOf({ search, status, role }: UserListRequest): Promise<UserFilter> {
    if (role === undefined) {
      return { search, status };
    }
    const roleId = await this.roles.findId(role);
    if (roleId === null) {
      throw new InvalidRequestError([
        { field: 'role', code: 'roles.unknown', message: 'there is no such role' },
      ]);
    }
    return { search, status, roleId };
  }
}
