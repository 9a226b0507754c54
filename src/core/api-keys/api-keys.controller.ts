import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { SignedIn } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import { NotWithApiKey } from '../../authorization/api-key-access.js';
import type { Principal } from '../../authorization/principal.js';
import { PageQuery } from '../../common/paging.js';
import { sends } from '../../http/answer-headers.js';
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
const CREATE_EXAMPLES = {
  reader: {
    summary: 'A key that reads, until a day',
    value: { name: 'Nightly export', permissions: ['read:self'], expiresAt: '2027-01-31T12:00:00.000Z' },
  },
  all: { summary: 'A key that does whatever its owner may do', value: { name: 'My laptop' } },
};
const ROTATE_EXAMPLES = {
  overlap: { summary: 'The old secret works on for ten minutes', value: { overlapSeconds: 600 } },
  atOnce: { summary: 'The old secret ends at once', value: { overlapSeconds: 0 } },
};
const KEY_ID = {
  name: 'keyId',
  description: 'The `id` of an API key.',
  example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79',
};

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
  @ApiOperation({
    operationId: 'createApiKey',
    summary: 'Make an API key',
    description: 'The answer shows the key this one time.',
  })
  @ApiBody({ type: CreateApiKeyDto, examples: CREATE_EXAMPLES })
  @ApiCreatedResponse({ type: ApiKeyShownDto, headers: sends('Location') })
  @Fails(
    {
      status: 403,
      code: 'authorization.beyond_own_permissions',
      when: 'A permission is not one of the caller’s.',
      details: { missing: ['read:users'] },
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
  @ApiOperation({ operationId: 'readApiKey', summary: 'Read one of the own API keys' })
  @ApiParam(KEY_ID)
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
    operationId: 'rotateApiKey',
    summary: 'Give an API key a new secret',
    description: 'The old one works on for `overlapSeconds`. The answer shows the new key this one time.',
  })
  @ApiParam(KEY_ID)
  @ApiBody({ type: RotateApiKeyDto, examples: ROTATE_EXAMPLES })
  @ApiOkResponse({ type: ApiKeyShownDto })
  @Fails(NOT_FOUND, { status: 409, code: 'api_keys.expired', when: 'The key has expired.' })
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
  @ApiOperation({
    operationId: 'revokeApiKey',
    summary: 'Revoke one of the own API keys',
    description: 'Ends the key and every token made with it, at once.',
  })
  @ApiParam(KEY_ID)
  @ApiNoContentResponse()
  @Fails(NOT_FOUND)
  async revoke(@Caller() caller: Principal, @Param('keyId') keyId: string): Promise<void> {
    await this.apiKeys.revoke(caller, keyId);
  }
}
