import { Module } from '@nestjs/common';
import { ApplicationsModule } from '../applications/applications.module.js';
import { PersonalData } from '../personal-data/personal-data.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { AccountDeletion } from '../users/account-deletion.js';
import { UsersModule } from '../users/users.module.js';
import { ProfileDto } from './dto/profile.dto.js';
import { ProfileListService } from './profile-list.service.js';
import { ProfileSearch } from './profile-search.service.js';
import { ProfilesController } from './profiles.controller.js';
import { ProfilesService } from './profiles.service.js';
import { SessionProfileController } from './session-profile.controller.js';
import { SessionProfileService } from './session-profile.service.js';
import { SignInProfiles } from './sign-in-profiles.service.js';

@Module({
  imports: [ApplicationsModule, SessionsModule, UsersModule],
  controllers: [ProfilesController, SessionProfileController],
  providers: [ProfilesService, ProfileListService, ProfileSearch, SessionProfileService, SignInProfiles],
  exports: [ProfilesService, ProfileListService, ProfileSearch, SignInProfiles],
})
export class ProfilesModule {
  constructor(deletion: AccountDeletion, data: PersonalData, profiles: ProfilesService) {
    deletion.register((userId) => profiles.deleteAll(userId));
    data.add('profiles', async ({ userId }) =>
      (await profiles.listAll(userId)).map((profile) => ProfileDto.of(profile)),
    );
  }
}
