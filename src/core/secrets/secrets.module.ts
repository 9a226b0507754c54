import { Module } from '@nestjs/common';
import { PersonalData } from '../personal-data/personal-data.js';
import { SecretDto } from './dto/secret.dto.js';
import { SecretsController } from './secrets.controller.js';
import { SecretsService } from './secrets.service.js';

@Module({ controllers: [SecretsController], providers: [SecretsService], exports: [SecretsService] })
export class SecretsModule {
  constructor(data: PersonalData, secrets: SecretsService) {
    data.add('secrets', async ({ userId }) =>
      (await secrets.listAll(userId)).map((secret) => SecretDto.of(secret)),
    );
  }
}
