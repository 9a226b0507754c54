import { Module } from '@nestjs/common';
import { SessionsModule } from '../sessions/sessions.module.js';
import { RedirectStates } from './redirect-states.service.js';
import { SignInCodes } from './sign-in-codes.service.js';

@Module({
  imports: [SessionsModule],
  providers: [RedirectStates, SignInCodes],
  exports: [RedirectStates, SignInCodes],
})
export class RedirectsModule {}
