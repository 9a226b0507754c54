import { Module } from '@nestjs/common';
import { AuthenticationModule } from '../../authentication/authentication.module.js';
import { AccountsModule } from '../../core/accounts/accounts.module.js';
import { AliasesModule } from '../../core/aliases/aliases.module.js';
import { ApplicationsModule } from '../../core/applications/applications.module.js';
import { IdentitiesModule } from '../../core/identities/identities.module.js';
import { ProfilesModule } from '../../core/profiles/profiles.module.js';
import { RolesModule } from '../../core/roles/roles.module.js';
import { SessionsModule } from '../../core/sessions/sessions.module.js';
import { UsersModule } from '../../core/users/users.module.js';
import type { Dialect } from '../dialect.js';
import { ElementsFacebookConfigurationController } from './elements-facebook-configuration.controller.js';
import { ElementsFirebaseConfigurationController } from './elements-firebase-configuration.controller.js';
import { ElementsGoogleConfigurationController } from './elements-google-configuration.controller.js';
import { ElementsAppleConfigurationController } from './elements-apple-configuration.controller.js';
import { ElementsApplicationsController } from './elements-applications.controller.js';
import { ElementsProviderSessionsController } from './elements-provider-sessions.controller.js';
import { ElementsProviderSessions } from './elements.provider-sessions.js';
import { ElementsProfilesController } from './elements-profiles.controller.js';
import { ElementsApplications } from './elements.applications.js';
import { ElementsConfigurations } from './elements.configurations.js';
import { ElementsProfiles } from './elements.profiles.js';
import { ElementsSessionsController } from './elements-sessions.controller.js';
import { ElementsUsersController } from './elements-users.controller.js';
import { elementsMounts } from './elements.face.js';
import { ElementsIds } from './elements.ids.js';
import { ElementsSessions } from './elements.sessions.js';
import { ElementsUsers } from './elements.users.js';
import { ElementsViews } from './elements.views.js';

@Module({
  imports: [
    AccountsModule,
    AliasesModule,
    ApplicationsModule,
    AuthenticationModule,
    IdentitiesModule,
    ProfilesModule,
    RolesModule,
    SessionsModule,
    UsersModule,
  ],
  controllers: [
    ElementsUsersController,
    ElementsSessionsController,
    ElementsProviderSessionsController,
    ElementsProfilesController,
    ElementsApplicationsController,
    ElementsFacebookConfigurationController,
    ElementsFirebaseConfigurationController,
    ElementsGoogleConfigurationController,
    ElementsAppleConfigurationController,
  ],
  providers: [
    ElementsApplications,
    ElementsConfigurations,
    ElementsIds,
    ElementsProfiles,
    ElementsProviderSessions,
    ElementsSessions,
    ElementsUsers,
    ElementsViews,
  ],
})
class ElementsModule {}

/** The users, sessions, profiles and applications API of Namazu Elements. */
export const elements: Dialect = { module: ElementsModule, mounts: elementsMounts };
