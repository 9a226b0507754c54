import { Module } from '@nestjs/common';
import { IdentitiesModule } from '../identities/identities.module.js';
import { RolesModule } from '../roles/roles.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { AccountDeletion } from './account-deletion.js';
import { UserRolesController } from './user-roles.controller.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UserSessionsController } from './user-sessions.controller.js';
import { UserSessionsService } from './user-sessions.service.js';
import { UserDirectory } from './user-directory.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [IdentitiesModule, RolesModule, SessionsModule],
  controllers: [UsersController, UserRolesController, UserSessionsController],
  providers: [UsersService, UserDirectory, UserSessionsService, UsersRepository, AccountDeletion],
  exports: [UsersService, UserDirectory, AccountDeletion],
})
export class UsersModule {}
