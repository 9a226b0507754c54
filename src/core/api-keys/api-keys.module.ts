import { Module } from '@nestjs/common';
import { PersonalData } from '../personal-data/personal-data.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';
import { ApiKeyDto } from './dto/api-key.dto.js';

@Module({ controllers: [ApiKeysController], providers: [ApiKeysService], exports: [ApiKeysService] })
export class ApiKeysModule {
  constructor(data: PersonalData, apiKeys: ApiKeysService) {
    data.add('apiKeys', async ({ userId }) =>
      (await apiKeys.listAll(userId)).map((apiKey) => ApiKeyDto.of(apiKey)),
    );
  }
}
