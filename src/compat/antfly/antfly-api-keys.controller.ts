import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { RequirePermissions } from '../../authorization/access.decorators.js';
import { NotWithApiKey } from '../../authorization/api-key-access.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { UserAccessService } from '../../core/users/user-access.service.js';
import { UserApiKeysService } from '../../core/users/user-api-keys.service.js';
import { Fails } from '../../http/fails.decorator.js';
import { BEYOND, NOT_FOUND, USER_NAME } from './antfly.documents.js';
import { apiKeyOf, createdApiKeyOf, newKeyOf, referenceOf, usernameOf } from './antfly.mapper.js';
import { AntflyApiKeyDto } from './dto/api-key.dto.js';
import { AntflyCreateApiKeyDto } from './dto/create-api-key.dto.js';
import { AntflyCreatedApiKeyDto } from './dto/created-api-key.dto.js';

@ApiTags('API keys')
@Controller('api/v1/users/:userName/api-keys')
export class AntflyApiKeysController {
  constructor(
    private readonly apiKeys: UserApiKeysService,
    private readonly access: UserAccessService,
  ) {}

  @Get()
  @RequirePermissions('read:users')
  @ApiOperation({ operationId: 'listApiKeys', summary: 'List the API keys of a user' })
  @ApiParam(USER_NAME)
  @ApiOkResponse({ type: AntflyApiKeyDto, isArray: true })
  @Fails(NOT_FOUND)
  async list(@Caller() caller: Principal, @Param('userName') userName: string): Promise<AntflyApiKeyDto[]> {
    const target = referenceOf(userName);
    const apiKeys = await this.apiKeys.list(caller, target);
    const owner = await this.access.read(caller, target);
    return apiKeys.map((apiKey) => apiKeyOf(apiKey, usernameOf(owner.account), owner));
  }

  @Post()
  @RequirePermissions('update:users')
  @NotWithApiKey()
  @ApiOperation({ operationId: 'createApiKey', summary: 'Create an API key for a user' })
  @ApiParam(USER_NAME)
  @ApiCreatedResponse({ type: AntflyCreatedApiKeyDto })
  @Fails(NOT_FOUND, BEYOND, {
    status: 403,
    code: 'api_keys.beyond_owner',
    when: 'The user has not all of the permissions.',
  })
  async create(
    @Caller() caller: Principal,
    @Param('userName') userName: string,
    @Body() body: AntflyCreateApiKeyDto,
  ): Promise<AntflyCreatedApiKeyDto> {
    const target = referenceOf(userName);
    const shown = await this.apiKeys.create(caller, target, newKeyOf(body, Date.now()));
    const owner = await this.access.read(caller, target);
    return createdApiKeyOf(shown, usernameOf(owner.account), owner);
  }

  @Delete(':keyId')
  @RequirePermissions('update:users')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteApiKey', summary: 'Delete an API key of a user' })
  @ApiParam(USER_NAME)
  @ApiParam({ name: 'keyId', description: 'The `key_id`.', example: 'k3v9x0q2m7ab' })
  @ApiNoContentResponse()
  @Fails(NOT_FOUND, BEYOND, { status: 404, code: 'api_keys.not_found', when: 'There is no such key.' })
  async remove(
    @Caller() caller: Principal,
    @Param('userName') userName: string,
    @Param('keyId') keyId: string,
  ): Promise<void> {
    await this.apiKeys.revoke(caller, referenceOf(userName), keyId);
  }
}
