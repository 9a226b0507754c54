import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { Account } from '../../authorization/account.js';
import { ApiKeyRefusedError } from '../../authorization/authorization.errors.js';
import type { Principal } from '../../authorization/principal.js';
import { newId } from '../../common/ids.js';
import { mapConstraints } from '../../database/sql-errors.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { ApiKeysService } from '../api-keys/api-keys.service.js';
import { actorOf, type AuditParty, SYSTEM, userParty } from '../audit/audit.service.js';
import { IdentitiesService } from '../identities/identities.service.js';
import { PasswordsService } from '../identities/passwords.service.js';
import type { PasswordHash } from '../identities/password-hasher.js';
import type { PasswordContext } from '../identities/password-strength.js';
import { USER_ROLE_ID } from '../roles/built-in-roles.js';
import type { GrantInput } from '../roles/grants.js';
import { GrantsService } from '../roles/grants.service.js';
import { LinksService } from '../links/links.service.js';
import { AccountNotices } from '../mail-queue/account-notices.js';
import { RolesService } from '../roles/roles.service.js';
import { SecretsService } from '../secrets/secrets.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { AccountDeletion } from './account-deletion.js';
import { applyInput } from './user-fields.js';
import type { CreateUserInput, UserInput } from './user-input.js';
import { UserDirectory } from './user-directory.js';
import { UserEvents } from './user-events.js';
import type { UserReference } from './user-reference.js';
import { User } from './user.entity.js';
import {
  AdministratorsMemberError,
  EmailTakenError,
  UserChangedError,
  UsernameTakenError,
  UserNotFoundError,
} from './users.errors.js';

const noteSignIn = statement('note-sign-in', 'UPDATE users SET last_sign_in_at = now() WHERE id = $1');

const UNIQUE = {
  uq_users_email: (cause: unknown) => new EmailTakenError(cause),
  uq_users_username: (cause: unknown) => new UsernameTakenError(cause),
};

/** A new account, checked and hashed, not yet stored. */
export interface PreparedUser {
  user: User;
  hash: PasswordHash | null;
  roles: readonly string[];
  grants: readonly GrantInput[];
}

/** Accounts: the persons and machines that sign in. */
@Injectable()
export class UsersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sql: Sql,
    private readonly directory: UserDirectory,
    private readonly identities: IdentitiesService,
    private readonly passwords: PasswordsService,
    private readonly roles: RolesService,
    private readonly grants: GrantsService,
    private readonly sessions: SessionsService,
    private readonly apiKeys: ApiKeysService,
    private readonly secrets: SecretsService,
    private readonly links: LinksService,
    private readonly notices: AccountNotices,
    private readonly events: UserEvents,
    private readonly deletion: AccountDeletion,
  ) {}

  /**
   * Checks the members of a new account and hashes its password: what takes long and needs no transaction.
   * @param applications the names of those it is for, of which its password must not be made
   * @throws BadEmailError, BadUsernameError, NameNeededError, PasswordRefusedError, BusyError
   */
  async prepare(
    { password, roles, grants, ...input }: CreateUserInput,
    applications: readonly string[] = [],
  ): Promise<PreparedUser> {
    const user = this.unitOfWork.repository(User).create({ id: newId(), ...EMPTY });
    await applyInput(user, input);
    if (password !== undefined) {
      await this.passwords.assertAcceptable(password, 'password', { ...contextOf(user), applications });
    }
    const hash = password === undefined ? null : await this.passwords.hash(password);
    return { user, hash, roles: roles ?? [USER_ROLE_ID], grants: grants ?? [] };
  }

  /**
   * Creates an account on behalf of somebody who is signed in.
   * @throws EmailTakenError, UsernameTakenError, UnknownRoleError, BeyondOwnPermissionsError,
   * WildcardNeedsAdministratorError
   */
  async create(principal: Principal, prepared: PreparedUser): Promise<Account> {
    return this.insert(prepared, principal, actorOf(principal));
  }

  /** Creates an account for the person who asks for it; always with role `user` and nothing else. */
  async signUp(prepared: PreparedUser): Promise<Account> {
    return this.insert({ ...prepared, roles: [USER_ROLE_ID], grants: [] }, null, userParty(prepared.user.id));
  }

  /** Creates the first administrator. */
  async createFirst(prepared: PreparedUser): Promise<Account> {
    return this.insert(prepared, null, SYSTEM);
  }

  /**
   * Changes an account; only the given members.
   * @param expectedVersion refuses when the account has another version by now
   * @throws UserNotFoundError, UserChangedError, EmailTakenError, UsernameTakenError, BeyondOwnPermissionsError,
   * AdministratorsMemberError
   */
  async update(
    principal: Principal,
    reference: UserReference,
    input: UserInput,
    expectedVersion?: number,
  ): Promise<Account> {
    assertMaySet(principal, input);
    const { id } = await this.directory.get(reference);
    assertKeepsOwnEmail(principal, id, input);
    return this.unitOfWork.run(async () => {
      await this.roles.assertMayAdminister(principal, id);
      const user = await this.lock(id, expectedVersion);
      const { email } = user;
      await applyInput(user, input);
      await this.save(user);
      if (user.email !== email) {
        await this.notices.emailChanged(email, user.email);
      }
      const changed = {
        members: Object.keys(input).filter((member) => input[member as keyof UserInput] !== undefined),
      };
      await this.events.note('user.updated', actorOf(principal), id, changed);
      return this.directory.get({ id });
    });
  }

  /**
   * Deletes an account and everything it could come back by. The empty row stays, for the books and the audit trail.
   * @throws UserNotFoundError, LastAdministratorError, BeyondOwnPermissionsError
   */
  async delete(principal: Principal, reference: UserReference, expectedVersion?: number): Promise<void> {
    const { id } = await this.directory.get(reference);
    await this.unitOfWork.run(async () => {
      await this.roles.assertMayAdminister(principal, id);
      await this.roles.assertNotLastAdministrator(id);
      const user = await this.lock(id, expectedVersion);
      await this.passwords.delete(id);
      await this.identities.deleteAll(id);
      await this.sessions.endAll(id, 'user_deleted');
      await this.apiKeys.revokeAll(id, 'user_deleted');
      await this.secrets.deleteAll(id);
      await this.links.deleteAll(id);
      await this.roles.take(id, await this.roles.idsOf(id));
      await this.grants.takeAll(id);
      await this.deletion.settle(id, actorOf(principal));
      erase(user);
      await this.save(user);
      await this.events.note('user.deleted', actorOf(principal), id);
    });
  }

  /** Writes down a sign-in; part of its transaction. Not a change of the account, so its version stays. */
  async noteSignIn(userId: string): Promise<void> {
    await this.sql.change(noteSignIn, [userId]);
  }

  /**
   * Locks an account for a change of it, in the open transaction.
   * @throws UserNotFoundError, UserChangedError
   */
  async lock(id: string, expectedVersion?: number): Promise<User> {
    const user = await this.unitOfWork
      .repository(User)
      .findOne({ where: { id, deletedAt: IsNull() }, lock: { mode: 'pessimistic_write' } });
    if (user === null) {
      throw new UserNotFoundError();
    }
    if (expectedVersion !== undefined && user.version !== expectedVersion) {
      throw new UserChangedError();
    }
    return user;
  }

  /**
   * Stores a change of a locked account, in the open transaction.
   * @throws EmailTakenError, UsernameTakenError
   */
  async save(user: User): Promise<void> {
    user.version += 1;
    user.updatedAt = new Date();
    await mapConstraints(this.unitOfWork.repository(User).save(user, { reload: false }), UNIQUE);
  }

  private async insert(
    { user, hash, roles, grants }: PreparedUser,
    principal: Principal | null,
    actor: AuditParty,
  ): Promise<Account> {
    return this.unitOfWork.run(async () => {
      await mapConstraints(this.unitOfWork.repository(User).insert(user), UNIQUE);
      await this.roles.give(principal, user.id, roles);
      if (grants.length > 0) {
        await this.grants.give(principal, user.id, grants);
      }
      if (hash !== null) {
        await this.passwords.store(user.id, hash);
      }
      await this.events.note('user.created', actor, user.id);
      return this.directory.get({ id: user.id });
    });
  }
}

const EMPTY = {
  username: null,
  usernameKey: null,
  email: null,
  emailKey: null,
  emailVerified: false,
  displayName: null,
  firstName: null,
  lastName: null,
  nickname: null,
  phone: null,
  pictureUrl: null,
  suspensionReason: null,
  searchText: '',
};

function contextOf({ username, email, displayName, firstName, lastName, nickname }: User): PasswordContext {
  return { username, email, displayName, firstName, lastName, nickname };
}

const ADMINISTRATORS_MEMBERS = ['email', 'emailVerified', 'customClaims'] as const;

function assertMaySet(principal: Principal, input: UserInput): void {
  const member = ADMINISTRATORS_MEMBERS.find((candidate) => input[candidate] !== undefined);
  if (member !== undefined && !principal.permissions.has('update:users')) {
    throw new AdministratorsMemberError(member);
  }
}

/** Who sets the address of an account gets a link that sets its password: no key does that to its owner. */
function assertKeepsOwnEmail(principal: Principal, id: string, input: UserInput): void {
  const changesEmail = input.email !== undefined || input.emailVerified !== undefined;
  if (principal.apiKeyId !== null && principal.userId === id && changesEmail) {
    throw new ApiKeyRefusedError();
  }
}

/** Nothing of the person stays in the row. */
function erase(user: User): void {
  Object.assign(user, EMPTY, { contactInfo: {}, customClaims: {}, deletedAt: new Date() });
}
