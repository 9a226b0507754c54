import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequirePermissions } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { CountedPageQuery } from '../../common/paging.js';
import { sends } from '../../http/answer-headers.js';
import { entityTag, IfMatch } from '../../http/entity-tag.js';
import { Fails } from '../../http/fails.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import type { ApplicationView } from './application.row.js';
import { APPLICATION_NAME_TAKEN, APPLICATION_NOT_FOUND, APPLICATION_STALE } from './applications.failures.js';
import { ApplicationsService } from './applications.service.js';
import { IdOrName } from './dto/application-fields.js';
import { ApplicationDto, ApplicationPageDto } from './dto/application.dto.js';
import { CreateApplicationDto } from './dto/create-application.dto.js';
import { UpdateApplicationDto } from './dto/update-application.dto.js';

const CREATE_EXAMPLES = {
  shop: { summary: 'A shop', value: { name: 'shop', description: 'Where people buy things.' } },
};
const UPDATE_EXAMPLES = {
  rename: { summary: 'Another name, no description', value: { name: 'store', description: null } },
};

@ApiTags('Applications')
@Controller('v1/applications')
export class ApplicationsController {
  constructor(private readonly applications: ApplicationsService) {}

  @Get()
  @RequirePermissions('read:applications')
  @ApiOperation({ operationId: 'listApplications', summary: 'List applications' })
  @ApiOkResponse({ type: ApplicationPageDto })
  async list(
    @Caller() caller: Principal,
    @Query() { limit, cursor, include }: CountedPageQuery,
  ): Promise<ApplicationPageDto> {
    return ApplicationPageDto.of(await this.applications.list(caller, limit, cursor, include));
  }

  @Post()
  @RequirePermissions('update:applications')
  @Idempotent()
  @ApiOperation({ operationId: 'createApplication', summary: 'Create an application' })
  @ApiBody({ type: CreateApplicationDto, examples: CREATE_EXAMPLES })
  @ApiCreatedResponse({ type: ApplicationDto, headers: sends('Location', 'ETag') })
  @Fails(APPLICATION_NAME_TAKEN)
  async create(
    @Caller() caller: Principal,
    @Body() body: CreateApplicationDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApplicationDto> {
    const application = await this.applications.create(caller, body);
    reply.header('location', `/v1/applications/${application.id}`);
    return tagged(application, reply);
  }

  @Get(':idOrName')
  @RequirePermissions('read:applications')
  @ApiOperation({ operationId: 'readApplication', summary: 'Read an application' })
  @ApiOkResponse({ type: ApplicationDto, headers: sends('ETag') })
  @Fails(APPLICATION_NOT_FOUND)
  async read(
    @IdOrName() idOrName: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApplicationDto> {
    return tagged(await this.applications.get(idOrName), reply);
  }

  @Patch(':idOrName')
  @RequirePermissions('update:applications')
  @ApiOperation({
    operationId: 'updateApplication',
    summary: 'Change an application',
    description: 'Members left out stay, null clears.',
  })
  @ApiBody({ type: UpdateApplicationDto, examples: UPDATE_EXAMPLES })
  @ApiOkResponse({ type: ApplicationDto, headers: sends('ETag') })
  @Fails(APPLICATION_NOT_FOUND, APPLICATION_NAME_TAKEN, APPLICATION_STALE)
  async update(
    @Caller() caller: Principal,
    @IdOrName() idOrName: string,
    @Body() body: UpdateApplicationDto,
    @IfMatch() version: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApplicationDto> {
    return tagged(await this.applications.update(caller, idOrName, body, version), reply);
  }

  @Delete(':idOrName')
  @RequirePermissions('update:applications')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteApplication',
    summary: 'Delete an application',
    description:
      'Its sessions end; its profiles, OAuth clients and provider settings are gone. Coupons that are only for it refuse.',
  })
  @ApiNoContentResponse()
  @Fails(APPLICATION_NOT_FOUND, APPLICATION_STALE)
  async delete(
    @Caller() caller: Principal,
    @IdOrName() idOrName: string,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    await this.applications.delete(caller, idOrName, version);
  }
}

function tagged(application: ApplicationView, reply: FastifyReply): ApplicationDto {
  reply.header('etag', entityTag(application.version));
  return ApplicationDto.of(application);
}
