import { Module } from '@nestjs/common';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ApplicationProviders } from './application-providers.service.js';
import { ApplicationProvidersController } from './application-providers.controller.js';
import { ApplicationsController } from './applications.controller.js';
import { OAuthClientsController } from './oauth-clients.controller.js';
import { OAuthClientsService } from './oauth-clients.service.js';
import { ApplicationsService } from './applications.service.js';

@Module({
  imports: [SessionsModule],
  controllers: [ApplicationsController, ApplicationProvidersController, OAuthClientsController],
  providers: [ApplicationsService, ApplicationProviders, OAuthClientsService],
  exports: [ApplicationsService, ApplicationProviders, OAuthClientsService],
})
export class ApplicationsModule {}
