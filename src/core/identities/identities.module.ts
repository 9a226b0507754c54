import { Module } from '@nestjs/common';
import { PersonalData } from '../personal-data/personal-data.js';
import { Argon2 } from './argon2.js';
import { CommonPasswords } from './common-passwords.js';
import { IdentityDto } from './dto/identity.dto.js';
import { IdentitiesService } from './identities.service.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordRules } from './password-rules.js';
import { PasswordsService } from './passwords.service.js';
import { UsedTokens } from './used-tokens.js';

@Module({
  providers: [
    IdentitiesService,
    PasswordsService,
    PasswordHasher,
    Argon2,
    PasswordRules,
    CommonPasswords,
    UsedTokens,
  ],
  exports: [IdentitiesService, PasswordsService, PasswordHasher, UsedTokens],
})
export class IdentitiesModule {
  constructor(data: PersonalData, identities: IdentitiesService) {
    data.add('identities', async ({ userId }) =>
      (await identities.listAll(userId)).map((identity) => IdentityDto.of(identity)),
    );
  }
}
