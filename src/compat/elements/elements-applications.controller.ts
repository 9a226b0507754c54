import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { Public, RequirePermissions } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { ApplicationsService } from '../../core/applications/applications.service.js';
import { Fails } from '../../http/fails.decorator.js';
import {
  ElementsApplicationDto,
  ElementsApplicationPageDto,
  ElementsApplicationRequestDto,
} from './dto/application.dto.js';
import { ElementsPageQueryDto } from './dto/queries.dto.js';
import { ElementsApplications } from './elements.applications.js';
import { APPLICATION } from './elements.documents.js';
import { pageOf, placeOf } from './elements.mapper.js';
import { ElementsViews } from './elements.views.js';

const NOT_FOUND = {
  status: 404,
  code: 'applications.not_found',
  when: 'There is no such application.',
} as const;
const TAKEN = {
  status: 409,
  code: 'applications.name_taken',
  when: 'The name belongs to another application.',
} as const;

@ApiTags('Applications')
@Controller('api/rest/application')
export class ElementsApplicationsController {
  constructor(
    private readonly applications: ApplicationsService,
    private readonly named: ElementsApplications,
    private readonly views: ElementsViews,
  ) {}

  @Get()
  @RequirePermissions('read:applications')
  @ApiOperation({ operationId: 'listApplications', summary: 'List applications' })
  @ApiOkResponse({ type: ElementsApplicationPageDto })
  async list(@Query() query: ElementsPageQueryDto): Promise<ElementsApplicationPageDto> {
    const { offset, limit } = placeOf(query);
    const slice = await this.applications.slice(offset, limit);
    return pageOf(slice, offset, await this.views.applicationsOf(slice.rows));
  }

  @Get(':nameOrId')
  @Public({ readsCaller: true })
  @ApiOperation({ operationId: 'getApplication', summary: 'Get an application' })
  @ApiParam(APPLICATION)
  @ApiOkResponse({ type: ElementsApplicationDto })
  @Fails(NOT_FOUND)
  async read(@Param('nameOrId') nameOrId: string): Promise<ElementsApplicationDto> {
    return this.views.application(await this.named.get(nameOrId));
  }

  @Post()
  @RequirePermissions('update:applications')
  @HttpCode(200)
  @ApiOperation({ operationId: 'createApplication', summary: 'Create an application' })
  @ApiBody({ type: ElementsApplicationRequestDto })
  @ApiOkResponse({ type: ElementsApplicationDto })
  @Fails(TAKEN)
  async create(
    @Caller() caller: Principal,
    @Body() { name, description = null }: ElementsApplicationRequestDto,
  ): Promise<ElementsApplicationDto> {
    return this.views.application(await this.applications.create(caller, { name, description }));
  }

  @Put(':nameOrId')
  @RequirePermissions('update:applications')
  @ApiOperation({ operationId: 'updateApplication', summary: 'Change an application' })
  @ApiParam(APPLICATION)
  @ApiOkResponse({ type: ElementsApplicationDto })
  @Fails(NOT_FOUND, TAKEN)
  async update(
    @Caller() caller: Principal,
    @Param('nameOrId') nameOrId: string,
    @Body() { name, description = null }: ElementsApplicationRequestDto,
  ): Promise<ElementsApplicationDto> {
    const { id } = await this.named.get(nameOrId);
    return this.views.application(await this.applications.update(caller, id, { name, description }));
  }

  @Delete(':nameOrId')
  @RequirePermissions('update:applications')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteApplication',
    summary: 'Delete an application',
    description: 'With its profiles and configurations; its sessions end.',
  })
  @ApiParam(APPLICATION)
  @ApiNoContentResponse()
  @Fails(NOT_FOUND)
  async delete(@Caller() caller: Principal, @Param('nameOrId') nameOrId: string): Promise<void> {
    const { id } = await this.named.get(nameOrId);
    await this.applications.delete(caller, id);
  }
}
