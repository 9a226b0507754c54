import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { SignedIn } from '../../authorization/access.decorators.js';
import { NotWithApiKey } from '../../authorization/api-key-access.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { ApiKeysService } from '../../core/api-keys/api-keys.service.js';
import { Fails } from '../../http/fails.decorator.js';
import { apiKeyOf, expiryOf } from './bytenite.mapper.js';
import { ByteNiteApiKeysDto, ByteNiteNewApiKeyDto, CreateByteNiteApiKeyDto } from './dto/api-keys.dto.js';
import { ByteNiteGenericDto, genericAnswer } from './dto/generic.dto.js';

const KEY_ID = {
  name: 'id',
  description: 'The `id` of an API key, not the key.',
  example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79',
};

@ApiTags('API keys')
@Controller('v1/auth')
export class ByteNiteKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  @Get('api_keys')
  @SignedIn()
  @ApiOperation({ operationId: 'getApiKeys', summary: 'List own API keys' })
  @ApiOkResponse({ type: ByteNiteApiKeysDto })
  async list(@Caller() caller: Principal): Promise<ByteNiteApiKeysDto> {
    return { apiKeys: (await this.apiKeys.listWithRevoked(caller.userId)).map(apiKeyOf) };
  }

  @Post('api_key')
  @SignedIn()
  @NotWithApiKey()
  @HttpCode(200)
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
}
