import { Module } from '@nestjs/common';
import { RedirectStates } from './redirect-states.service.js';
import { SignInCodes } from './sign-in-codes.service.js';

@Module({ providers: [RedirectStates, SignInCodes], exports: [RedirectStates, SignInCodes] })
export class RedirectsModule {}
