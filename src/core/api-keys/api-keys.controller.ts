import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { SignedIn } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import { NotWithApiKey } from '../../authorization/api-key-access.js';
import type { Principal } from '../../authorization/principal.js';
import { PageQuery } from '../../common/paging.js';
import { Fails } from '../../http/fails.decorator.js';
import { ApiKeysService } from './api-keys.service.js';
import { ApiKeyDto, ApiKeyPageDto, ApiKeyShownDto } from './dto/api-key.dto.js';
import { CreateApiKeyDto } from './dto/create-api-key.dto.js';
import { DEFAULT_OVERLAP_SECONDS, RotateApiKeyDto } from './dto/rotate-api-key.dto.js';

const NOT_FOUND = {
  status: 404,
  code: 'api_keys.not_found',
  when: 'There is no such key of the caller.',
} as const;
const NOT_WITH_KEY = {
  status: 403,
  code: 'authorization.api_key_refused',
  when: 'The caller is an API key.',
} as const;

@ApiTags('API keys')
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  @Get()
  @SignedIn()
  @ApiOperation({ summary: 'List own API keys' })
  @ApiOkResponse({ type: ApiKeyPageDto })
  async list(@Caller() caller: Principal, @Query() { limit, cursor }: PageQuery): Promise<ApiKeyPageDto> {
    return ApiKeyPageDto.of(await this.apiKeys.list(caller, limit, cursor));
  }

  @Post()
  @SignedIn()
  @NotWithApiKey()
  @ApiOperation({ summary: 'Make an API key', description: 'The answer shows the key this one time.' })
  @ApiCreatedResponse({ type: ApiKeyShownDto })
  @Fails(
    NOT_WITH_KEY,
    {
      status: 403,
      code: 'authorization.beyond_own_permissions',
      when: 'A permission is not one of the caller’s.',
    },
    { status: 409, code: 'api_keys.too_many', when: 'The account has 100 keys already.' },
  )
  async create(
    @Caller() caller: Principal,
    @Body() { name, permissions, expiresAt }: CreateApiKeyDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApiKeyShownDto> {
    const end = expiresAt ? new Date(expiresAt) : undefined;
    const shown = await this.apiKeys.create(caller, { name, permissions, expiresAt: end });
    reply.header('location', `/v1/api-keys/${shown.apiKey.id}`);
    return ApiKeyShownDto.shown(shown);
  }

  @Get(':keyId')
  @SignedIn()
  @ApiOperation({ summary: 'Read one of the own API keys' })
  @ApiOkResponse({ type: ApiKeyDto })
  @Fails(NOT_FOUND)
  async read(@Caller() caller: Principal, @Param('keyId') keyId: string): Promise<ApiKeyDto> {
    return ApiKeyDto.of(await this.apiKeys.get(caller, keyId));
  }

  @Post(':keyId/rotate')
  @SignedIn()
  @NotWithApiKey()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give an API key a new secret',
    description: 'The old one works on for `overlapSeconds`. The answer shows the new key this one time.',
  })
  @ApiOkResponse({ type: ApiKeyShownDto })
  @Fails(NOT_FOUND, NOT_WITH_KEY, { status: 409, code: 'api_keys.expired', when: 'The key has expired.' })
  async rotate(
    @Caller() caller: Principal,
    @Param('keyId') keyId: string,
    @Body() { overlapSeconds = DEFAULT_OVERLAP_SECONDS }: RotateApiKeyDto,
  ): Promise<ApiKeyShownDto> {
    return ApiKeyShownDto.shown(await this.apiKeys.rotate(caller, keyId, overlapSeconds));
  }

  @Delete(':keyId')
  @SignedIn()
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke one of the own API keys' })
  @ApiNoContentResponse()
  @Fails(NOT_FOUND)
  async revoke(@Caller() caller: Principal, @Param('keyId') keyId: string): Promise<void> {
    await this.apiKeys.revoke(caller, keyId);
  }
}
