import { Module } from '@nestjs/common';
import { PersonalData } from '../personal-data/personal-data.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SessionRefreshService } from './session-refresh.service.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';

@Module({
  controllers: [SessionsController],
  providers: [SessionsService, SessionRefreshService, RefreshTokens],
  exports: [SessionsService, SessionRefreshService, RefreshTokens],
})
export class SessionsModule {
  constructor(data: PersonalData, sessions: SessionsService) {
    data.add('sessions', ({ userId }) => sessions.history(userId));
  }
}
