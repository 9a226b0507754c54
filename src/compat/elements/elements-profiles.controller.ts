import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { IncomingHttpHeaders } from 'node:http';
import { SignedIn } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { Fails } from '../../http/fails.decorator.js';
import { ID_EXAMPLE } from './dto/fields.js';
import {
  ElementsCreateProfileDto,
  ElementsProfileDto,
  ElementsProfilePageDto,
  ElementsUpdateProfileDto,
} from './dto/profile.dto.js';
import { ElementsProfileQueryDto } from './dto/queries.dto.js';
import { findProfileOverride } from './elements.headers.js';
import { pageOf } from './elements.mapper.js';
import { ElementsProfiles } from './elements.profiles.js';
import { ElementsViews } from './elements.views.js';

const PROFILE = { name: 'profileId', description: 'Id of the profile.', example: ID_EXAMPLE } as const;
const NOT_FOUND = {
  status: 404,
  code: 'profiles.not_found',
  when: 'There is no such profile, or not for the caller.',
} as const;

@ApiTags('Profiles')
@Controller('api/rest/profile')
export class ElementsProfilesController {
  constructor(
    private readonly profiles: ElementsProfiles,
    private readonly views: ElementsViews,
  ) {}

  @Get()
  @SignedIn()
  @ApiOperation({
    operationId: 'searchProfiles',
    summary: 'Search profiles',
    description: 'Of everybody; whose they are is shown to their users and to superusers only.',
  })
  @ApiOkResponse({ type: ElementsProfilePageDto })
  async search(
    @Caller() caller: Principal,
    @Query() query: ElementsProfileQueryDto,
  ): Promise<ElementsProfilePageDto> {
    const found = await this.profiles.search(caller, query);
    return pageOf(found, found.offset, await this.views.profilesFor(caller, found.rows));
  }

  @Get('current')
  @SignedIn()
  @ApiOperation({
    operationId: 'getCurrentProfile',
    summary: 'Get the profile in use',
    description: 'The session’s, or the one that `Elements-ProfileId` names.',
  })
  @ApiOkResponse({ type: ElementsProfileDto })
  @Fails(NOT_FOUND)
  async current(
    @Caller() caller: Principal,
    @Headers() headers: IncomingHttpHeaders,
  ): Promise<ElementsProfileDto> {
    const profile = await this.profiles.current(caller, findProfileOverride(headers));
    return this.views.profileFor(caller, profile);
  }

  @Get(':profileId')
  @SignedIn()
  @ApiOperation({ operationId: 'getProfile', summary: 'Get a profile' })
  @ApiParam(PROFILE)
  @ApiOkResponse({ type: ElementsProfileDto })
  @Fails(NOT_FOUND)
  async read(@Caller() caller: Principal, @Param('profileId') id: string): Promise<ElementsProfileDto> {
    return this.views.profileFor(caller, await this.profiles.get(id));
  }

  @Post()
  @SignedIn()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'createProfile',
    summary: 'Create a profile',
    description: 'For oneself; superusers create them for anybody.',
  })
  @ApiBody({ type: ElementsCreateProfileDto })
  @ApiOkResponse({ type: ElementsProfileDto })
  @Fails({ status: 409, code: 'profiles.too_many', when: 'The user has 100 profiles already.' })
  async create(
    @Caller() caller: Principal,
    @Body() body: ElementsCreateProfileDto,
  ): Promise<ElementsProfileDto> {
    return this.views.profileFor(caller, await this.profiles.create(caller, body));
  }

  @Put(':profileId')
  @SignedIn()
  @ApiOperation({ operationId: 'updateProfile', summary: 'Change a profile' })
  @ApiParam(PROFILE)
  @ApiOkResponse({ type: ElementsProfileDto })
  @Fails(NOT_FOUND)
  async update(
    @Caller() caller: Principal,
    @Param('profileId') id: string,
    @Body() body: ElementsUpdateProfileDto,
  ): Promise<ElementsProfileDto> {
    return this.views.profileFor(caller, await this.profiles.update(caller, id, body));
  }

  @Delete(':profileId')
  @SignedIn()
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteProfile',
    summary: 'Delete a profile',
    description: 'The one in use; superusers delete any.',
  })
  @ApiParam(PROFILE)
  @ApiNoContentResponse()
  @Fails(NOT_FOUND)
  async delete(
    @Caller() caller: Principal,
    @Param('profileId') id: string,
    @Headers() headers: IncomingHttpHeaders,
  ): Promise<void> {
    await this.profiles.delete(caller, id, findProfileOverride(headers));
  }
}
