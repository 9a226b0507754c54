import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../applications/applications.module.js';
import { AccountDeletion } from '../users/account-deletion.js';
import { UsersModule } from '../users/users.module.js';
import { ProfilesService } from './profiles.service.js';

@Module({
  imports: [ApplicationsModule, UsersModule],
  providers: [ProfilesService],
  exports: [ProfilesService],
})
export class ProfilesModule {
  constructor(deletion: AccountDeletion, profiles: ProfilesService) {
    deletion.register((userId) => profiles.deleteAll(userId));
  }
}
