import { Body, Controller, Delete, Get, HttpCode, Param, Put, Res } from '@nestjs/common';
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
import type { Principal } from '../../authorization/principal.js';
import { sends } from '../../http/answer-headers.js';
import { Fails } from '../../http/fails.decorator.js';
import { PutSecretDto } from './dto/put-secret.dto.js';
import { SecretDto } from './dto/secret.dto.js';
import { SecretsService } from './secrets.service.js';

const NOT_FOUND = {
  status: 404,
  code: 'secrets.not_found',
  when: 'There is no such secret of the caller.',
} as const;
const TYPE = {
  name: 'type',
  description: 'The kind of secret, a word of its owner: 1 to 32 lower-case letters, digits, `_` or `-`.',
  schema: { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]{0,31}$', examples: ['s3'] },
};
const ID = {
  name: 'id',
  description: 'Which of this kind, a word of its owner.',
  schema: { type: 'string', minLength: 1, maxLength: 128, examples: ['backups'] },
};
const PUT_EXAMPLES = {
  pair: {
    summary: 'A key with its name',
    value: {
      secretKey: 'wJalrXUtnFEMI…',
      name: 'Backups',
      accessKey: 'AKIAIOSFODNN7EXAMPLE',
      params: { region: 'eu-1' },
    },
  },
  value: { summary: 'A value and nothing else', value: { secretKey: 'wJalrXUtnFEMI…' } },
};

@ApiTags('Secrets')
@Controller('v1/secrets/:type/:id')
@ApiParam(TYPE)
@ApiParam(ID)
export class SecretsController {
  constructor(private readonly secrets: SecretsService) {}

  @Get()
  @SignedIn()
  @ApiOperation({ operationId: 'readSecret', summary: 'Read about an own secret; never its value' })
  @ApiOkResponse({ type: SecretDto })
  @Fails(NOT_FOUND)
  async read(
    @Caller() caller: Principal,
    @Param('type') type: string,
    @Param('id') id: string,
  ): Promise<SecretDto> {
    return SecretDto.of(await this.secrets.get(caller, type, id));
  }

  @Put()
  @SignedIn()
  @ApiOperation({ operationId: 'putSecret', summary: 'Store an own secret, or replace it' })
  @ApiBody({ type: PutSecretDto, examples: PUT_EXAMPLES })
  @ApiCreatedResponse({ type: SecretDto, description: 'It is stored.', headers: sends('Location') })
  @ApiOkResponse({ type: SecretDto, description: 'It is in the place of the one that was there.' })
  @Fails({ status: 409, code: 'secrets.too_many', when: 'The account has 100 secrets already.' })
  async put(
    @Caller() caller: Principal,
    @Param('type') type: string,
    @Param('id') id: string,
    @Body() { expiresAt, ...body }: PutSecretDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SecretDto> {
    const input = { ...body, expiresAt: expiresAt ? new Date(expiresAt) : null };
    const { secret, isNew } = await this.secrets.put(caller, type, id, input);
    if (isNew) {
      reply.code(201).header('location', `/v1/secrets/${type}/${encodeURIComponent(id)}`);
    }
    return SecretDto.of(secret);
  }

  @Delete()
  @SignedIn()
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteSecret', summary: 'Delete an own secret' })
  @ApiNoContentResponse()
  @Fails(NOT_FOUND)
  async delete(
    @Caller() caller: Principal,
    @Param('type') type: string,
    @Param('id') id: string,
  ): Promise<void> {
    await this.secrets.delete(caller, type, id);
  }
}
