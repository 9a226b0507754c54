import { Module } from '@nestjs/common';
import { CommonPasswords } from './common-passwords.js';
import { PasswordsService } from './passwords.service.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordRules } from './password-rules.js';

@Module({
  providers: [PasswordsService, PasswordHasher, PasswordRules, CommonPasswords],
  exports: [PasswordsService, PasswordHasher],
})
export class IdentitiesModule {}
