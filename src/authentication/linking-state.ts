import { Injectable } from '@nestjs/common';
import type { Account } from '../authorization/account.js';
import { IdentitiesService } from '../core/identities/identities.service.js';
import type { IdentityView } from '../core/identities/identity.row.js';
import { USER_ROLE_ID } from '../core/roles/built-in-roles.js';
import { UserDirectory } from '../core/users/user-directory.js';
import { UserNotFoundError } from '../core/users/users.errors.js';
import { UsersService } from '../core/users/users.service.js';
import type { ConcernedAccount, EmailHolder, LinkingFacts } from './account-linking.js';
import { emailKeyOf } from './provider-account.js';
import type { ExternalProfile } from './providers/external-profile.js';

/** What the database knows of an identity, for the decision. */
export type LinkingRows = Pick<LinkingFacts, 'owner' | 'linker' | 'holder'> & {
  /** The identity itself; null while it opens nothing. */
  identity: IdentityView | null;
};

/** Reads what the decision about an identity is made from. */
@Injectable()
export class LinkingState {
  constructor(
    private readonly identities: IdentitiesService,
    private readonly users: UsersService,
    private readonly directory: UserDirectory,
  ) {}

  /** @param linkTo the account it is to be linked to; null for a sign-in */
  async read(profile: ExternalProfile, linkTo: string | null): Promise<LinkingRows> {
    const identity = await this.identities.find(profile);
    const owner = identity === null ? null : await this.directory.find({ id: identity.userId });
    if (identity !== null && linkTo === null) {
      return { identity, owner: owner === null ? null : ownerOf(owner), linker: null, holder: null };
    }
    const linker = linkTo === null ? null : await this.directory.get({ id: linkTo });
    const holder = linkTo === null ? await this.findHolder(profile) : null;
    return {
      identity,
      owner: owner === null ? null : ownerOf(owner),
      linker: linker === null ? null : await this.concerned(linker, profile),
      holder: holder === null ? null : await this.emailHolder(holder, profile),
    };
  }

  /**
   * The same in the open transaction, and kept as it is until that is over: the identity, while it opens nothing, and the
   * account that it might be linked to.
   * @throws UserNotFoundError
   */
  async lock(profile: ExternalProfile, linkTo: string | null): Promise<LinkingRows> {
    await this.identities.lock(profile);
    const holderId = linkTo ?? (await this.findHolder(profile))?.id;
    if (holderId !== undefined) {
      await this.users.lock(holderId);
    }
    const rows = await this.read(profile, linkTo);
    if (rows.holder !== null && rows.holder.userId !== holderId) {
      // The address went to somebody else in between, who is not locked.
      throw new UserNotFoundError();
    }
    return rows;
  }

  private async findHolder(profile: ExternalProfile): Promise<Account | null> {
    const email = emailKeyOf(profile);
    return email === null ? null : this.directory.find({ email });
  }

  private async concerned(account: Account, profile: ExternalProfile): Promise<ConcernedAccount> {
    return { ...ownerOf(account), hasOtherIdentity: await this.identities.has(account.id, profile) };
  }

  private async emailHolder(account: Account, profile: ExternalProfile): Promise<EmailHolder> {
    return {
      ...(await this.concerned(account, profile)),
      isEmailVerified: account.emailVerified,
      hasRoles: account.roles.some(({ id }) => id !== USER_ROLE_ID),
    };
  }
}

/** The owner of an identity, as far as the decision looks at them. */
export function ownerOf({ id, status }: Account): { userId: string; isActive: boolean } {
  return { userId: id, isActive: status === 'active' };
}
