import { Module } from '@nestjs/common';
import { PersonalData } from '../personal-data/personal-data.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SessionRefreshService } from './session-refresh.service.js';
import { SessionsController } from './sessions.controller.js';
import { SessionOpening } from './session-opening.js';
import { SessionPurposes } from './session-purposes.service.js';
import { SessionsService } from './sessions.service.js';

@Module({
  controllers: [SessionsController],
  providers: [SessionOpening, SessionPurposes, SessionsService, SessionRefreshService, RefreshTokens],
  exports: [SessionOpening, SessionPurposes, SessionsService, SessionRefreshService, RefreshTokens],
})
export class SessionsModule {
  constructor(data: PersonalData, sessions: SessionsService) {
    data.add('sessions', ({ userId }) => sessions.history(userId));
  }
}
