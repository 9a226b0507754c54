import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { SignedIn } from '../../authorization/access.decorators.js';
import { NotWithApiKey } from '../../authorization/api-key-access.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { ApiKeysService } from '../../core/api-keys/api-keys.service.js';
import { SecretsService } from '../../core/secrets/secrets.service.js';
import { Fails } from '../../http/fails.decorator.js';
import { apiKeyOf, expiryOf, secretInputOf, secretOf } from './bytenite.mapper.js';
import { ByteNiteApiKeysDto, ByteNiteNewApiKeyDto, CreateByteNiteApiKeyDto } from './dto/api-keys.dto.js';
import { ByteNiteGenericDto, genericAnswer } from './dto/generic.dto.js';
import { ByteNiteSecretsDto, ByteNiteSecretsQueryDto, CreateByteNiteSecretDto } from './dto/secrets.dto.js';

const KEY_ID = {
  name: 'id',
  description: 'The `id` of an API key, not the key.',
  example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79',
};

@Controller('v1/auth')
export class ByteNiteKeysController {
  constructor(
    private readonly apiKeys: ApiKeysService,
    private readonly secrets: SecretsService,
  ) {}

  @Get('api_keys')
  @SignedIn()
  @ApiTags('API keys')
  @ApiOperation({ operationId: 'getApiKeys', summary: 'List own API keys' })
  @ApiOkResponse({ type: ByteNiteApiKeysDto })
  async list(@Caller() caller: Principal): Promise<ByteNiteApiKeysDto> {
    return { apiKeys: (await this.apiKeys.listWithRevoked(caller.userId)).map(apiKeyOf) };
  }

  @Post('api_key')
  @SignedIn()
  @NotWithApiKey()
  @HttpCode(200)
  @ApiTags('API keys')
  @ApiOperation({ operationId: 'createApiKey', summary: 'Make an API key' })
  @ApiBody({ type: CreateByteNiteApiKeyDto })
  @ApiOkResponse({ type: ByteNiteNewApiKeyDto })
  @Fails({ status: 409, code: 'api_keys.too_many', when: 'The account has 100 keys already.' })
  async create(
    @Caller() caller: Principal,
    @Body() { name, duration }: CreateByteNiteApiKeyDto,
  ): Promise<ByteNiteNewApiKeyDto> {
    const expiresAt = expiryOf(duration, new Date());
    const { key, apiKey } = await this.apiKeys.create(caller, { name, expiresAt });
    return { token: key, apiKey: apiKeyOf(apiKey) };
  }

  @Post('api_keys/:id/revoke')
  @SignedIn()
  @NotWithApiKey()
  @HttpCode(200)
  @ApiTags('API keys')
  @ApiOperation({
    operationId: 'revokeApiKey',
    summary: 'Revoke an API key',
    description: 'Ends every access token that was made with it, at once.',
  })
  @ApiParam(KEY_ID)
  @ApiOkResponse({ type: ByteNiteGenericDto })
  @Fails({ status: 404, code: 'api_keys.not_found', when: 'There is no such key of the caller.' })
  async revoke(@Caller() caller: Principal, @Param('id') id: string): Promise<ByteNiteGenericDto> {
    await this.apiKeys.revoke(caller, id);
    return genericAnswer();
  }

  @Get('secrets')
  @SignedIn()
  @ApiTags('Secrets')
  @ApiOperation({ operationId: 'getSecrets', summary: 'List own secrets; never their values' })
  @ApiOkResponse({ type: ByteNiteSecretsDto })
  async listSecrets(
    @Caller() caller: Principal,
    @Query() { secretType }: ByteNiteSecretsQueryDto,
  ): Promise<ByteNiteSecretsDto> {
    return { secrets: (await this.secrets.listAll(caller.userId, secretType)).map(secretOf) };
  }

  @Post('secrets')
  @SignedIn()
  @HttpCode(200)
  @ApiTags('Secrets')
  @ApiOperation({ operationId: 'createSecret', summary: 'Store a secret' })
  @ApiBody({ type: CreateByteNiteSecretDto })
  @ApiOkResponse({ type: ByteNiteGenericDto })
  @Fails(
    { status: 409, code: 'secrets.exists', when: 'There is one of this type and id.' },
    { status: 409, code: 'secrets.too_many', when: 'The account has 100 secrets already.' },
  )
  async createSecret(
    @Caller() caller: Principal,
    @Body() { secret, secretKey }: CreateByteNiteSecretDto,
  ): Promise<ByteNiteGenericDto> {
    await this.secrets.create(caller, secret.secretType, secret.id, secretInputOf(secret, secretKey));
    return genericAnswer();
  }

  @Delete('secrets/:secretType/:id')
  @SignedIn()
  @ApiTags('Secrets')
  @ApiOperation({ operationId: 'deleteSecret', summary: 'Delete a secret' })
  @ApiParam({ name: 'secretType', description: 'Its type.', example: 's3' })
  @ApiParam({ name: 'id', description: 'Its id.', example: 'backups' })
  @ApiOkResponse({ type: ByteNiteGenericDto })
  @Fails({ status: 404, code: 'secrets.not_found', when: 'There is no such secret of the caller.' })
  async deleteSecret(
    @Caller() caller: Principal,
    @Param('secretType') secretType: string,
    @Param('id') id: string,
  ): Promise<ByteNiteGenericDto> {
    await this.secrets.delete(caller, secretType, id);
    return genericAnswer();
  }
}
