import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { SignedIn } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { SecretsService } from '../../core/secrets/secrets.service.js';
import { Fails } from '../../http/fails.decorator.js';
import { secretInputOf, secretOf } from './bytenite.mapper.js';
import { ByteNiteGenericDto, genericAnswer } from './dto/generic.dto.js';
import { ByteNiteSecretsDto, ByteNiteSecretsQueryDto, CreateByteNiteSecretDto } from './dto/secrets.dto.js';

@ApiTags('Secrets')
@Controller('v1/auth')
export class ByteNiteSecretsController {
  constructor(private readonly secrets: SecretsService) {}

  @Get('secrets')
  @SignedIn()
  @ApiOperation({ operationId: 'getSecrets', summary: 'List own secrets; never their values' })
  @ApiOkResponse({ type: ByteNiteSecretsDto })
  async list(
    @Caller() caller: Principal,
    @Query() { secretType }: ByteNiteSecretsQueryDto,
  ): Promise<ByteNiteSecretsDto> {
    return { secrets: (await this.secrets.listAll(caller.userId, secretType)).map(secretOf) };
  }

  @Post('secrets')
  @SignedIn()
  @HttpCode(200)
  @ApiOperation({ operationId: 'createSecret', summary: 'Store a secret' })
  @ApiBody({ type: CreateByteNiteSecretDto })
  @ApiOkResponse({ type: ByteNiteGenericDto })
  @Fails(
    { status: 409, code: 'secrets.exists', when: 'There is one of this type and id.' },
    { status: 409, code: 'secrets.too_many', when: 'The account has 100 secrets already.' },
  )
  async create(
    @Caller() caller: Principal,
    @Body() { secret, secretKey }: CreateByteNiteSecretDto,
  ): Promise<ByteNiteGenericDto> {
    await this.secrets.create(caller, secret.secretType, secret.id, secretInputOf(secret, secretKey));
    return genericAnswer();
  }

  @Delete('secrets/:secretType/:id')
  @SignedIn()
  @ApiOperation({ operationId: 'deleteSecret', summary: 'Delete a secret' })
  @ApiParam({ name: 'secretType', description: 'Its type.', example: 's3' })
  @ApiParam({ name: 'id', description: 'Its id.', example: 'backups' })
  @ApiOkResponse({ type: ByteNiteGenericDto })
  @Fails({ status: 404, code: 'secrets.not_found', when: 'There is no such secret of the caller.' })
  async delete(
    @Caller() caller: Principal,
    @Param('secretType') secretType: string,
    @Param('id') id: string,
  ): Promise<ByteNiteGenericDto> {
    await this.secrets.delete(caller, secretType, id);
    return genericAnswer();
  }
}
