import { Module } from '@nestjs/common';
import { RefreshTokens } from './refresh-tokens.js';
import { SessionRefreshService } from './session-refresh.service.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';

@Module({
  controllers: [SessionsController],
  providers: [SessionsService, SessionRefreshService, RefreshTokens],
  exports: [SessionsService, SessionRefreshService, RefreshTokens],
})
export class SessionsModule {}
