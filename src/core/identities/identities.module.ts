import { Module } from '@nestjs/common';
import { IdentitiesService } from './identities.service.js';
import { PasswordHasher } from './password-hasher.js';

@Module({ providers: [IdentitiesService, PasswordHasher], exports: [IdentitiesService, PasswordHasher] })
export class IdentitiesModule {}
