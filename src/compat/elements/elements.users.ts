import { Injectable } from '@nestjs/common';
import { AccountEditing } from '../../authentication/account-editing.service.js';
import { SignUpService } from '../../authentication/sign-up.service.js';
import type { Account } from '../../authorization/account.js';
import type { Principal } from '../../authorization/principal.js';
import {
  AccountsService,
  type CreatedAccount,
  type NewProfile,
} from '../../core/accounts/accounts.service.js';
import { ApplicationsService } from '../../core/applications/applications.service.js';
import { UserDirectory } from '../../core/users/user-directory.js';
import { parseUserReference, type UserReference } from '../../core/users/user-reference.js';
import { UserSearch } from '../../core/users/user-search.service.js';
import type { CountedSlice } from '../../database/counted-slice.js';
import { emailKey } from '../../common/normal-form.js';
import type { ElementsNewProfileDto } from './dto/profile.dto.js';
import type { ElementsUserQueryDto } from './dto/queries.dto.js';
import type { ElementsCreateUserDto, ElementsUpdateUserDto } from './dto/user-requests.dto.js';
import { ElementsLevelError, ElementsUserNotFoundError, unknownReference } from './elements.errors.js';
import { ElementsIds } from './elements.ids.js';
import { changeOf, isSuperuser, levelOf, nameOf, placeOf, rolesOf } from './elements.mapper.js';
import { anonymousEmail, generatedName, generatedPassword } from './elements.names.js';

/** Users as callers of each level may name, see and change them. */
@Injectable()
export class ElementsUsers {
  constructor(
    private readonly ids: ElementsIds,
    private readonly directory: UserDirectory,
    private readonly accounts: AccountsService,
    private readonly signUps: SignUpService,
    private readonly editing: AccountEditing,
    private readonly searches: UserSearch,
    private readonly applications: ApplicationsService,
  ) {}

  /**
   * The user that a path names: by id, e-mail address or name, `me` for the caller. Who is no superuser names nobody else.
   * @throws ElementsUserNotFoundError
   */
  async find(caller: Principal, text: string): Promise<Account> {
    const found = await this.referenceOf(caller, text);
    const isOwn = found !== null && 'id' in found && found.id === caller.userId;
    const account =
      isOwn || isSuperuser(caller) ? await this.read(caller, found) : await this.own(caller, found);
    if (account === null || account.status !== 'active') {
      throw new ElementsUserNotFoundError(text);
    }
    return account;
  }

  /** Active users by a part of their name or address; who is no superuser finds themselves. @throws ElementsParameterError */
  async search(
    caller: Principal,
    query: ElementsUserQueryDto,
  ): Promise<CountedSlice<Account> & { offset: number }> {
    const { offset, limit } = placeOf(query);
    if (!isSuperuser(caller)) {
      const rows = offset === 0 ? [caller.account] : [];
      return { rows, total: rows.length, isEstimate: false, offset };
    }
    const text = query.search?.trim();
    return { ...(await this.searches.search({ text: text || undefined, offset, limit })), offset };
  }

  /**
   * Creates a user for nobody in particular, who signs up, or for a superuser.
   * @returns the password with it when it was made here
   * @throws ElementsLevelError, and what `SignUpService.register` and `AccountsService.create` throw
   */
  async create(
    caller: Principal | undefined,
    body: ElementsCreateUserDto,
  ): Promise<CreatedAccount & { password: string | null }> {
    if (caller !== undefined && !isSuperuser(caller)) {
      throw new ElementsLevelError();
    }
    const made = body.password ? null : generatedPassword();
    const name = body.name?.trim() ?? generatedName();
    const email = body.email?.trim() ?? anonymousEmail(name);
    const input = {
      username: emailKey(name) !== null && emailKey(name) === emailKey(email) ? null : name,
      email,
      phone: body.primaryPhoneNb ?? null,
      firstName: body.firstName ?? null,
      lastName: body.lastName ?? null,
      password: made ?? body.password ?? undefined,
      profiles: await this.newProfilesOf(body.profiles ?? []),
    };
    const created =
      caller === undefined
        ? await this.signUps.register(input)
        : await this.accounts.create(caller, { ...input, roles: rolesOf(body.level ?? 'USER') });
    return { ...created, password: made };
  }

  /** Changes a user. @throws ElementsUserNotFoundError, and what `AccountEditing` throws */
  async update(caller: Principal, text: string, body: ElementsUpdateUserDto): Promise<Account> {
    const account = await this.find(caller, text);
    const members = changeOf(account, body);
    if (!isSuperuser(caller)) {
      return this.editing.editOwn(caller, members);
    }
    return this.editing.edit(caller, account.id, {
      members,
      ...(body.level !== levelOf(account) && { roleIds: rolesOf(body.level, account.roles) }),
      ...(body.password && { password: body.password }),
    });
  }

  /** @throws InvalidRequestError for one that is not there */
  private async newProfilesOf(profiles: readonly ElementsNewProfileDto[]): Promise<NewProfile[]> {
    const found: NewProfile[] = [];
    for (const [index, { applicationId, displayName, imageUrl }] of profiles.entries()) {
      const application = await this.applications.find(
        (await this.ids.find('application', applicationId)) ?? applicationId,
      );
      if (application === null) {
        throw unknownReference(`profiles[${index}].applicationId`);
      }
      found.push({
        applicationId: application.id,
        displayName: displayName ?? generatedName(),
        imageUrl: imageUrl ?? null,
      });
    }
    return found;
  }

  private async referenceOf(caller: Principal, text: string): Promise<UserReference> {
    if (text === 'me') {
      return { id: caller.userId };
    }
    const id = await this.ids.find('user', text);
    const reference = id === null ? parseUserReference(text) : { id };
    // Ids here are those of this API.
    return id === null && reference !== null && 'id' in reference ? null : reference;
  }

  /** The caller, when that is who is named; nobody else is looked up. */
  private own({ account }: Principal, reference: UserReference): Promise<Account | null> {
    const isOwn =
      reference !== null &&
      (('email' in reference && account.email !== null && emailKey(account.email) === reference.email) ||
        ('username' in reference && nameOf(account).toLowerCase() === reference.username));
    return Promise.resolve(isOwn ? account : null);
  }

  private async read(caller: Principal, reference: UserReference): Promise<Account | null> {
    const isOwn = reference !== null && 'id' in reference && reference.id === caller.userId;
    return isOwn ? caller.account : this.directory.find(reference);
  }
}
