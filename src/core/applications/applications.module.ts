import { Module } from '@nestjs/common';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ApplicationProviders } from './application-providers.service.js';
import { ApplicationsService } from './applications.service.js';

@Module({
  imports: [SessionsModule],
  providers: [ApplicationsService, ApplicationProviders],
  exports: [ApplicationsService, ApplicationProviders],
})
export class ApplicationsModule {}
