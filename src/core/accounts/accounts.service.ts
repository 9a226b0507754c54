import { Injectable } from '@nestjs/common';
import type { Account } from '../../authorization/account.js';
import type { Principal } from '../../authorization/principal.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { ApplicationsService } from '../applications/applications.service.js';
import { actorOf, type AuditParty, userParty } from '../audit/audit.service.js';
import type { ProfileInput, ProfileView } from '../profiles/profile.row.js';
import { ProfilesService } from '../profiles/profiles.service.js';
import type { CreateUserInput } from '../users/user-input.js';
import { type PreparedUser, UsersService } from '../users/users.service.js';

/** A profile of a new account. */
export interface NewProfile extends ProfileInput {
  /** An id or a name. */
  applicationId: string;
}

export interface NewAccountInput extends CreateUserInput {
  profiles?: readonly NewProfile[];
}

/** A new account with its profiles, checked and hashed, not yet stored. */
export interface PreparedAccount {
  user: PreparedUser;
  profiles: readonly NewProfile[];
}

/** An account that was just made, with its profiles in the order they were given. */
export interface CreatedAccount {
  account: Account;
  profiles: ProfileView[];
}

/** Makes accounts together with what they begin with: all of it, or nothing. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly users: UsersService,
    private readonly profiles: ProfilesService,
    private readonly applications: ApplicationsService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Checks the members of a new account and hashes its password: what takes long and needs no transaction.
   * @throws ApplicationNotFoundError and what `UsersService.prepare` throws
   */
  async prepare({ profiles = [], ...input }: NewAccountInput): Promise<PreparedAccount> {
    const names: string[] = [];
    for (const { applicationId } of profiles) {
      names.push((await this.applications.get(applicationId)).name);
    }
    return { user: await this.users.prepare(input, names), profiles };
  }

  /**
   * Creates an account on behalf of somebody who is signed in.
   * @throws ApplicationNotFoundError, MetadataTooLargeError and what `UsersService.prepare` and `create` throw
   */
  async create(principal: Principal, input: NewAccountInput): Promise<CreatedAccount> {
    const { user, profiles } = await this.prepare(input);
    return this.unitOfWork.run(async () =>
      this.withProfiles(await this.users.create(principal, user), profiles, actorOf(principal)),
    );
  }

  /**
   * Creates an account for the person who asks for it.
   * @throws ApplicationNotFoundError, MetadataTooLargeError, EmailTakenError, UsernameTakenError
   */
  async signUp({ user, profiles }: PreparedAccount): Promise<CreatedAccount> {
    return this.unitOfWork.run(async () => {
      const account = await this.users.signUp(user);
      return this.withProfiles(account, profiles, userParty(account.id));
    });
  }

  private async withProfiles(
    account: Account,
    profiles: readonly NewProfile[],
    actor: AuditParty,
  ): Promise<CreatedAccount> {
    const made: ProfileView[] = [];
    for (const [index, { applicationId, ...profile }] of profiles.entries()) {
      made.push(await this.profiles.add(account.id, applicationId, profile, actor, `profiles[${index}].`));
    }
    return { account, profiles: made };
  }
}
