import { Module } from '@nestjs/common';
import { IdentitiesModule } from '../identities/identities.module.js';
import { RolesModule } from '../roles/roles.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { PermissionChecksController } from './permission-checks.controller.js';
import { RoleHoldersController } from './role-holders.controller.js';
import { UserGrantsController } from './user-grants.controller.js';
import { UserGrantsService } from './user-grants.service.js';
import { UserPermissionsController } from './user-permissions.controller.js';
import { UserPermissionsService } from './user-permissions.service.js';
import { UserRolesController } from './user-roles.controller.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UserRoleHoldersService } from './user-role-holders.service.js';
import { UserSessionsController } from './user-sessions.controller.js';
import { UserSessionsService } from './user-sessions.service.js';
import { UserDirectory } from './user-directory.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [IdentitiesModule, RolesModule, SessionsModule],
  controllers: [
    UsersController,
    UserRolesController,
    UserGrantsController,
    UserPermissionsController,
    UserSessionsController,
    RoleHoldersController,
    PermissionChecksController,
  ],
  providers: [
    UsersService,
    UserDirectory,
    UserGrantsService,
    UserPermissionsService,
    UserRoleHoldersService,
    UserSessionsService,
    UsersRepository,
  ],
  exports: [UsersService, UserDirectory],
})
export class UsersModule {}
