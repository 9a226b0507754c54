import { Module } from '@nestjs/common';
import { CommonPasswords } from './common-passwords.js';
import { IdentitiesService } from './identities.service.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordRules } from './password-rules.js';

@Module({
  providers: [IdentitiesService, PasswordHasher, PasswordRules, CommonPasswords],
  exports: [IdentitiesService, PasswordHasher],
})
export class IdentitiesModule {}
