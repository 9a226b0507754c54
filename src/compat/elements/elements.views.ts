import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../authentication/sign-in.service.js';
import type { Account } from '../../authorization/account.js';
import type { Principal } from '../../authorization/principal.js';
import type { ApplicationView } from '../../core/applications/application.row.js';
import { ApplicationsService } from '../../core/applications/applications.service.js';
import type { IdentityView } from '../../core/identities/identity.row.js';
import { IdentitiesService } from '../../core/identities/identities.service.js';
import type { ProfileView } from '../../core/profiles/profile.row.js';
import { RolesService } from '../../core/roles/roles.service.js';
import { lifetimeOf } from '../../core/sessions/session-lifetimes.js';
import { UserDirectory } from '../../core/users/user-directory.js';
import { ElementsIds } from './elements.ids.js';
import { applicationOf, isSuperuser, memberOf, profileOf, userOf } from './elements.mapper.js';
import { ELEMENTS_IDLE_SECONDS } from './elements.sessions.js';
import type { ElementsApplicationDto } from './dto/application.dto.js';
import type { ElementsProfileDto } from './dto/profile.dto.js';
import type { ElementsSessionDto } from './dto/session.dto.js';
import type { ElementsCreatedUserDto } from './dto/created-user.dto.js';
import type { ElementsUserDto } from './dto/user.dto.js';

const MS_PER_SECOND = 1_000;

/** Gathers what the answers show of users, profiles, applications and sessions. */
@Injectable()
export class ElementsViews {
  constructor(
    private readonly ids: ElementsIds,
    private readonly directory: UserDirectory,
    private readonly identities: IdentitiesService,
    private readonly applications: ApplicationsService,
    private readonly roles: RolesService,
  ) {}

  async user(account: Account): Promise<ElementsUserDto> {
    const [user] = await this.users([account]);
    return user;
  }

  /** The caller, as far as it goes by what was read with the credential. */
  async caller({ account, identities }: Principal): Promise<ElementsUserDto> {
    return identities === undefined
      ? this.user(account)
      : userOf(account, await this.ids.of('user', account.id), identities);
  }

  /** In the order of the accounts. */
  async users(accounts: readonly Account[]): Promise<ElementsUserDto[]> {
    const wanted = accounts.map(({ id }) => id);
    const ids = await this.ids.ofMany('user', wanted);
    const identities = await this.identitiesOf(wanted);
    return accounts.map((account) => userOf(account, ids.get(account.id)!, identities(account.id)));
  }

  /** @param password null unless it was made here */
  async createdUser(
    account: Account,
    password: string | null,
    profiles: readonly ProfileView[],
  ): Promise<ElementsCreatedUserDto> {
    const id = await this.ids.of('user', account.id);
    const shown = await this.profiles(profiles, () => true);
    return { ...memberOf(account, id, []), password, profiles: shown };
  }

  async applicationsOf(views: readonly ApplicationView[]): Promise<ElementsApplicationDto[]> {
    const ids = await this.ids.ofMany(
      'application',
      views.map(({ id }) => id),
    );
    return views.map((view) => applicationOf(view, ids.get(view.id)!));
  }

  async application(view: ApplicationView): Promise<ElementsApplicationDto> {
    const [application] = await this.applicationsOf([view]);
    return application;
  }

  /** As a caller sees them: who is no superuser does not see whose the profiles of others are. */
  profilesFor(caller: Principal, profiles: readonly ProfileView[]): Promise<ElementsProfileDto[]> {
    const seesAll = isSuperuser(caller);
    return this.profiles(profiles, ({ userId }) => seesAll || userId === caller.userId);
  }

  async profileFor(caller: Principal, profile: ProfileView): Promise<ElementsProfileDto> {
    const [shown] = await this.profilesFor(caller, [profile]);
    return shown;
  }

  /** A session that was just opened, as its owner sees it. */
  async session({ session, account, profile }: SignedIn): Promise<ElementsSessionDto> {
    const [shown = null] = profile === null ? [] : await this.profiles([profile], () => true);
    const application =
      session.applicationId === null ? null : await this.applications.find(session.applicationId);
    const permissions = await this.roles.permissionsOfRoles(account.roles.map(({ id }) => id));
    const { idleSeconds, absoluteSeconds } = lifetimeOf(permissions.length > 0, ELEMENTS_IDLE_SECONDS);
    return {
      user: await this.user(account),
      profile: shown,
      application: application === null ? null : await this.application(application),
      expiry: session.lastUsedAt.getTime() + Math.min(idleSeconds, absoluteSeconds) * MS_PER_SECOND,
    };
  }

  private async profiles(
    profiles: readonly ProfileView[],
    isShown: (profile: ProfileView) => boolean,
  ): Promise<ElementsProfileDto[]> {
    const ids = await this.ids.ofMany(
      'profile',
      profiles.map(({ id }) => id),
    );
    const owners = profiles.filter(isShown).map(({ userId }) => userId);
    const accounts = await this.directory.findMany([...new Set(owners)]);
    const shown = await this.users(accounts);
    const users = new Map(accounts.map(({ id }, index) => [id, shown[index]]));
    const views = await this.applications.findMany([...new Set(profiles.map((one) => one.applicationId))]);
    const applicationIds = await this.ids.ofMany('application', [...views.keys()]);
    return profiles.map((profile) => {
      const application = views.get(profile.applicationId);
      return profileOf(
        profile,
        ids.get(profile.id)!,
        isShown(profile) ? (users.get(profile.userId) ?? null) : null,
        application === undefined ? null : applicationOf(application, applicationIds.get(application.id)!),
      );
    });
  }

  private async identitiesOf(userIds: readonly string[]): Promise<(id: string) => IdentityView[]> {
    const all = await this.identities.listOfUsers(userIds);
    return (id) => all.filter(({ userId }) => userId === id);
  }
}
