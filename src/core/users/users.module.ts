import { Module } from '@nestjs/common';
import { ApiKeysModule } from '../api-keys/api-keys.module.js';
import { IdentitiesModule } from '../identities/identities.module.js';
import { LinksModule } from '../links/links.module.js';
import { PasswordsService } from '../identities/passwords.service.js';
import { PersonalData } from '../personal-data/personal-data.js';
import { RolesModule } from '../roles/roles.module.js';
import { SecretsModule } from '../secrets/secrets.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { PermissionChecksController } from './permission-checks.controller.js';
import { RoleHoldersController } from './role-holders.controller.js';
import { UserGrantsController } from './user-grants.controller.js';
import { UserGrantsService } from './user-grants.service.js';
import { UserPermissionsController } from './user-permissions.controller.js';
import { UserPermissionsService } from './user-permissions.service.js';
import { UserDto } from './dto/user.dto.js';
import { AccountDeletion } from './account-deletion.js';
import { AccountTakeover } from './account-takeover.service.js';
import { UserIdentitiesController } from './user-identities.controller.js';
import { UserIdentitiesService } from './user-identities.service.js';
import { UserRolesController } from './user-roles.controller.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UserRoleHoldersService } from './user-role-holders.service.js';
import { UserSessionsController } from './user-sessions.controller.js';
import { UserSessionsService } from './user-sessions.service.js';
import { NameSamples } from './name-sample.js';
import { OwnAccountService } from './own-account.service.js';
import { UserSearch } from './user-search.service.js';
import { UserEmailService } from './user-email.service.js';
import { UserEvents } from './user-events.js';
import { UserRolesService } from './user-roles.service.js';
import { UserSuspensionService } from './user-suspension.service.js';
import { UserAccessService } from './user-access.service.js';
import { UserApiKeysService } from './user-api-keys.service.js';
import { UserDirectory } from './user-directory.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [ApiKeysModule, IdentitiesModule, LinksModule, RolesModule, SecretsModule, SessionsModule],
  controllers: [
    UsersController,
    UserRolesController,
    UserGrantsController,
    UserPermissionsController,
    UserSessionsController,
    UserIdentitiesController,
    RoleHoldersController,
    PermissionChecksController,
  ],
  providers: [
    AccountDeletion,
    AccountTakeover,
    UsersService,
    UserAccessService,
    UserApiKeysService,
    UserDirectory,
    UserEmailService,
    NameSamples,
    UserSearch,
    OwnAccountService,
    UserGrantsService,
    UserIdentitiesService,
    UserPermissionsService,
    UserEvents,
    UserRoleHoldersService,
    UserRolesService,
    UserSuspensionService,
    UserSessionsService,
    UsersRepository,
  ],
  exports: [
    UsersService,
    UserAccessService,
    UserApiKeysService,
    UserDirectory,
    UserEmailService,
    UserRolesService,
    UserSearch,
    OwnAccountService,
    AccountDeletion,
    AccountTakeover,
  ],
})
export class UsersModule {
  constructor(data: PersonalData, passwords: PasswordsService) {
    data.add('user', (person) => Promise.resolve(UserDto.of(person.account)));
    data.add('password', async (person) => {
      const changedAt = await passwords.passwordChangedAt(person.userId);
      return changedAt === null ? null : { changedAt };
    });
  }
}
