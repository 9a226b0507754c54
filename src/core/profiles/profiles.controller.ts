import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
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
import { entityTag, IfMatch } from '../../http/entity-tag.js';
import { Fails } from '../../http/fails.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { APPLICATION_NOT_FOUND } from '../applications/applications.failures.js';
import { CreateProfileDto } from './dto/create-profile.dto.js';
import { ListProfilesQueryDto } from './dto/list-profiles.query.dto.js';
import { ProfileDto, ProfilePageDto } from './dto/profile.dto.js';
import { UpdateProfileDto } from './dto/update-profile.dto.js';
import { ProfileListService } from './profile-list.service.js';
import type { ProfileView } from './profile.row.js';
import {
  PROFILE_NOT_FOUND,
  PROFILE_STALE,
  PROFILES_OF_OTHERS,
  TOO_MANY_PROFILES,
} from './profiles.failures.js';
import { ProfilesService } from './profiles.service.js';

const CREATE_EXAMPLES = {
  own: { summary: 'An own profile', value: { applicationId: 'shop', displayName: 'Countess' } },
};
const UPDATE_EXAMPLES = {
  merge: {
    summary: 'Change a part of the metadata',
    value: { displayName: 'Ada', metadata: { level: 8, guild: null } },
  },
};
const PROFILE_ID = {
  name: 'profileId',
  description: 'The `id` of a profile.',
  example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a7b',
};

@ApiTags('Profiles')
@Controller('v1/profiles')
export class ProfilesController {
  constructor(
    private readonly profiles: ProfilesService,
    private readonly pages: ProfileListService,
  ) {}

  @Get()
  @SignedIn()
  @ApiOperation({
    operationId: 'listProfiles',
    summary: 'List profiles',
    description: 'The own ones, or with `read:profiles` everybody’s.',
  })
  @ApiOkResponse({ type: ProfilePageDto })
  @Fails(PROFILES_OF_OTHERS('read:profiles'), APPLICATION_NOT_FOUND)
  async list(@Caller() caller: Principal, @Query() query: ListProfilesQueryDto): Promise<ProfilePageDto> {
    return ProfilePageDto.of(await this.pages.list(caller, query));
  }

  @Post()
  @SignedIn()
  @Idempotent()
  @ApiOperation({
    operationId: 'createProfile',
    summary: 'Create a profile',
    description:
      'An own one, or with `update:profiles` one of somebody else. Several within one application are fine.',
  })
  @ApiBody({ type: CreateProfileDto, examples: CREATE_EXAMPLES })
  @ApiCreatedResponse({ type: ProfileDto, headers: sends('Location', 'ETag') })
  @Fails(PROFILES_OF_OTHERS('update:profiles'), APPLICATION_NOT_FOUND, TOO_MANY_PROFILES, {
    status: 404,
    code: 'users.not_found',
    when: 'There is no such account.',
  })
  async create(
    @Caller() caller: Principal,
    @Body() body: CreateProfileDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProfileDto> {
    const profile = await this.profiles.create(caller, body);
    reply.header('location', `/v1/profiles/${profile.id}`);
    return tagged(profile, reply);
  }

  @Get('current')
  @SignedIn()
  @ApiOperation({ operationId: 'readCurrentProfile', summary: 'Read the profile of this session' })
  @ApiOkResponse({ type: ProfileDto, headers: sends('ETag') })
  @Fails({ status: 404, code: 'profiles.not_found', when: 'The session has no profile.' })
  async current(
    @Caller() caller: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProfileDto> {
    return tagged(await this.profiles.current(caller), reply);
  }

  @Get(':profileId')
  @SignedIn()
  @ApiOperation({
    operationId: 'readProfile',
    summary: 'Read a profile',
    description: 'An own one, or with `read:profiles` anybody’s.',
  })
  @ApiParam(PROFILE_ID)
  @ApiOkResponse({ type: ProfileDto, headers: sends('ETag') })
  @Fails(PROFILE_NOT_FOUND)
  async read(
    @Caller() caller: Principal,
    @Param('profileId') profileId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProfileDto> {
    return tagged(await this.profiles.get(caller, profileId), reply);
  }

  @Patch(':profileId')
  @SignedIn()
  @ApiOperation({
    operationId: 'updateProfile',
    summary: 'Change a profile',
    description:
      'An own one, or with `update:profiles` anybody’s. Members left out stay, null clears; metadata is merged (RFC 7396).',
  })
  @ApiParam(PROFILE_ID)
  @ApiBody({ type: UpdateProfileDto, examples: UPDATE_EXAMPLES })
  @ApiOkResponse({ type: ProfileDto, headers: sends('ETag') })
  @Fails(PROFILE_NOT_FOUND, PROFILE_STALE)
  async update(
    @Caller() caller: Principal,
    @Param('profileId') profileId: string,
    @Body() body: UpdateProfileDto,
    @IfMatch() version: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProfileDto> {
    return tagged(await this.profiles.update(caller, profileId, body, version), reply);
  }

  @Delete(':profileId')
  @SignedIn()
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteProfile',
    summary: 'Delete a profile',
    description:
      'An own one, or with `update:profiles` anybody’s. Sessions that use it go on without a profile.',
  })
  @ApiParam(PROFILE_ID)
  @ApiNoContentResponse()
  @Fails(PROFILE_NOT_FOUND, PROFILE_STALE)
  async delete(
    @Caller() caller: Principal,
    @Param('profileId') profileId: string,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    await this.profiles.delete(caller, profileId, version);
  }
}

function tagged(profile: ProfileView, reply: FastifyReply): ProfileDto {
  reply.header('etag', entityTag(profile.version));
  return ProfileDto.of(profile);
}
