import { Module } from '@nestjs/common';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ApplicationProviders } from './application-providers.service.js';
import { ApplicationProvidersController } from './application-providers.controller.js';
import { ApplicationsController } from './applications.controller.js';
import { ApplicationsService } from './applications.service.js';

@Module({
  imports: [SessionsModule],
  controllers: [ApplicationsController, ApplicationProvidersController],
  providers: [ApplicationsService, ApplicationProviders],
  exports: [ApplicationsService, ApplicationProviders],
})
export class ApplicationsModule {}
