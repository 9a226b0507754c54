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
import { RequirePermissions } from '../../authorization/access.decorators.js';
import { NotWithApiKey } from '../../authorization/api-key-access.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { PageQuery } from '../../common/paging.js';
import { sends } from '../../http/answer-headers.js';
import { Fails } from '../../http/fails.decorator.js';
import { APPLICATION_NOT_FOUND, CLIENT_NOT_FOUND } from './applications.failures.js';
import { IdOrName } from './dto/application-fields.js';
import { CreateOAuthClientDto, OAuthClientPageDto, OAuthClientShownDto } from './dto/oauth-client.dto.js';
import { OAuthClientsService } from './oauth-clients.service.js';

const CREATE_EXAMPLES = {
  machine: {
    summary: 'A machine of its own',
    value: { name: 'Back office', grantTypes: ['client_credentials'] },
  },
  app: {
    summary: 'An app that people sign in with',
    value: { name: 'Mobile app', grantTypes: ['password', 'refresh_token'] },
  },
};

@ApiTags('Applications')
@Controller('v1/applications/:idOrName/clients')
export class OAuthClientsController {
  constructor(private readonly clients: OAuthClientsService) {}

  @Get()
  @RequirePermissions('read:applications')
  @ApiOperation({ operationId: 'listOAuthClients', summary: 'List the OAuth clients of an application' })
  @ApiOkResponse({ type: OAuthClientPageDto })
  @Fails(APPLICATION_NOT_FOUND)
  async list(
    @Caller() caller: Principal,
    @IdOrName() idOrName: string,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<OAuthClientPageDto> {
    return OAuthClientPageDto.of(await this.clients.list(caller, idOrName, limit, cursor));
  }

  @Post()
  @RequirePermissions('update:applications')
  @NotWithApiKey()
  @ApiOperation({
    operationId: 'createOAuthClient',
    summary: 'Make an OAuth client',
    description: 'For `POST /oauth/token`. The answer shows the secret this one time.',
  })
  @ApiBody({ type: CreateOAuthClientDto, examples: CREATE_EXAMPLES })
  @ApiCreatedResponse({ type: OAuthClientShownDto, headers: sends('Location') })
  @Fails(APPLICATION_NOT_FOUND, {
    status: 409,
    code: 'applications.too_many_clients',
    when: 'The application has 100 clients already.',
  })
  async create(
    @Caller() caller: Principal,
    @IdOrName() idOrName: string,
    @Body() body: CreateOAuthClientDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OAuthClientShownDto> {
    const shown = await this.clients.create(caller, idOrName, body);
    const { id, applicationId } = shown.client;
    reply.header('location', `/v1/applications/${applicationId}/clients/${id}`);
    return OAuthClientShownDto.shown(shown);
  }

  @Delete(':clientId')
  @RequirePermissions('update:applications')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteOAuthClient',
    summary: 'Delete an OAuth client',
    description: 'Its tokens are over at once, and so are the sessions that it opened.',
  })
  @ApiParam({
    name: 'clientId',
    description: 'The `clientId` of a client.',
    example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a7c',
  })
  @ApiNoContentResponse()
  @Fails(APPLICATION_NOT_FOUND, CLIENT_NOT_FOUND)
  async delete(
    @Caller() caller: Principal,
    @IdOrName() idOrName: string,
    @Param('clientId') clientId: string,
  ): Promise<void> {
    await this.clients.delete(caller, idOrName, clientId);
  }
}
