import { Body, Controller, Delete, Get, HttpCode, Param, Put, Res } from '@nestjs/common';
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
import type { Principal } from '../../authorization/principal.js';
import { Fails } from '../../http/fails.decorator.js';
import { PutSecretDto } from './dto/put-secret.dto.js';
import { SecretDto } from './dto/secret.dto.js';
import { SecretsService } from './secrets.service.js';

const NOT_FOUND = {
  status: 404,
  code: 'secrets.not_found',
  when: 'There is no such secret of the caller.',
} as const;

@ApiTags('Secrets')
@Controller('v1/secrets/:type/:id')
export class SecretsController {
  constructor(private readonly secrets: SecretsService) {}

  @Get()
  @SignedIn()
  @ApiOperation({ summary: 'Read about an own secret; never its value' })
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
  @ApiOperation({ summary: 'Store an own secret, or replace it' })
  @ApiCreatedResponse({ type: SecretDto })
  @ApiOkResponse({ type: SecretDto })
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
  @ApiOperation({ summary: 'Delete an own secret' })
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
