import { Injectable } from '@nestjs/common';
import type { Account } from '../authorization/account.js';
import type { Principal } from '../authorization/principal.js';
import { emailKey } from '../common/normal-form.js';
import { OwnAccountService, type OwnAccountInput } from '../core/users/own-account.service.js';
import { UserDirectory } from '../core/users/user-directory.js';
import type { UserInput } from '../core/users/user-input.js';
import { UserRolesService } from '../core/users/user-roles.service.js';
import { UsersService } from '../core/users/users.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { assertFreshSignIn } from './fresh-sign-in.js';
import { EmailVerificationService } from './mail-flows/email-verification.service.js';
import { PasswordChangeService } from './password-change.service.js';

/** A change of an account that some faces have in one request. */
export interface AccountEdit {
  members: UserInput;
  /** The roles it has from then on; those it has when left out. */
  roleIds?: readonly string[];
  password?: string;
}

/** Changes of an account that touch its members and how it is signed in to, all or nothing. */
@Injectable()
export class AccountEditing {
  constructor(
    private readonly users: UsersService,
    private readonly userRoles: UserRolesService,
    private readonly own: OwnAccountService,
    private readonly directory: UserDirectory,
    private readonly passwords: PasswordChangeService,
    private readonly verifications: EmailVerificationService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * An administrator's change of any account. A new password ends all of its sessions.
   * @throws SignInTooOldError for the caller's own password, and what `UsersService.update`, `UserRolesService.replace` and `PasswordChangeService.setFor` throw
   */
  async edit(principal: Principal, userId: string, edit: AccountEdit): Promise<Account> {
    const { members, roleIds, password } = edit;
    const target = { id: userId };
    if (password !== undefined && userId === principal.userId) {
      assertFreshSignIn(principal);
    }
    const hash =
      password === undefined
        ? null
        : await this.passwords.hashFor(await this.directory.get(target), password, 'password');
    return this.unitOfWork.run(async () => {
      let account = await this.users.update(principal, target, members);
      if (roleIds !== undefined && !isSame(roleIds, account)) {
        account = await this.userRoles.replace(principal, target, roleIds);
      }
      if (hash !== null) {
        await this.passwords.replaceFor(principal, account, hash);
      }
      return account;
    });
  }

  /**
   * The caller's change of their own account. A new e-mail address is unverified, and gets a link to verify it. Whoever
   * has an address that mails reach changes it only a moment after signing in: a reset of the password goes there.
   * @throws SignInTooOldError, and what `OwnAccountService.update` throws
   */
  async editOwn(principal: Principal, members: OwnAccountInput): Promise<Account> {
    const { email: before } = principal.account;
    const isNewAddress = members.email != null && keyOf(members.email) !== keyOf(before);
    if (isNewAddress && before !== null && !isUnreachable(before)) {
      assertFreshSignIn(principal);
    }
    return this.unitOfWork.run(async () => {
      const account = await this.own.update(principal, members);
      if (isNewAddress) {
        await this.verifications.sendTo(account);
      }
      return account;
    });
  }
}

function keyOf(email: string | null): string | null {
  return email === null ? null : emailKey(email);
}

/** RFC 2606 2: nothing under `.invalid` exists. */
function isUnreachable(email: string): boolean {
  return keyOf(email)?.endsWith('.invalid') === true;
}

function isSame(roleIds: readonly string[], { roles }: Account): boolean {
  return roles.length === roleIds.length && roles.every(({ id }) => roleIds.includes(id));
}
