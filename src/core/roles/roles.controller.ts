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
import { type DocumentedFailure, Fails } from '../../http/fails.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { CreateRoleDto } from './dto/create-role.dto.js';
import { RoleId } from './dto/role-id.param.js';
import { RolePageDto } from './dto/role-page.dto.js';
import { RoleDto } from './dto/role.dto.js';
import { UpdateRoleDto } from './dto/update-role.dto.js';
import { RoleCatalogueService } from './role-catalogue.service.js';
import type { RoleView } from './role.row.js';

const NOT_FOUND: DocumentedFailure = { status: 404, code: 'roles.not_found', when: 'There is no such role.' };
const BEYOND: DocumentedFailure = {
  status: 403,
  code: 'authorization.beyond_own_permissions',
  when: 'The role has, or would have, permissions the caller lacks.',
};
const TAKEN: DocumentedFailure = {
  status: 409,
  code: 'roles.name_taken',
  when: 'Another role has this name.',
};
const BUILT_IN: DocumentedFailure = {
  status: 409,
  code: 'roles.built_in',
  when: 'It is `admin` or `user`, which keep their names and permissions, and stay.',
};
const STALE: DocumentedFailure = {
  status: 412,
  code: 'roles.changed_meanwhile',
  when: 'The role no longer has the `ETag` of `If-Match`.',
};
const IN_USE: DocumentedFailure = {
  status: 409,
  code: 'roles.in_use',
  when: 'Accounts hold the role; take it from them first.',
};

const CREATE_EXAMPLES = {
  support: {
    summary: 'People at the help desk',
    value: {
      name: 'support',
      description: 'People at the help desk.',
      permissions: ['read:users', 'read:sessions'],
    },
  },
};
const UPDATE_EXAMPLES = {
  permissions: { summary: 'Other permissions', value: { permissions: ['read:users'] } },
  description: { summary: 'Another name, no description', value: { name: 'help-desk', description: null } },
};

@ApiTags('Roles')
@Controller('v1/roles')
export class RolesController {
  constructor(private readonly roles: RoleCatalogueService) {}

  @Get()
  @RequirePermissions('read:roles')
  @ApiOperation({ summary: 'List roles' })
  @ApiOkResponse({ type: RolePageDto })
  async list(
    @Caller() caller: Principal,
    @Query() { limit, cursor, include }: CountedPageQuery,
  ): Promise<RolePageDto> {
    return RolePageDto.of(await this.roles.list(caller, limit, cursor, include));
  }

  @Post()
  @RequirePermissions('update:roles')
  @Idempotent()
  @ApiOperation({
    operationId: 'createRole',
    summary: 'Create a role',
    description: 'A named set of permissions, none of which the caller lacks.',
  })
  @ApiBody({ type: CreateRoleDto, examples: CREATE_EXAMPLES })
  @ApiCreatedResponse({ type: RoleDto, headers: sends('Location', 'ETag') })
  @Fails(TAKEN, BEYOND)
  async create(
    @Caller() caller: Principal,
    @Body() body: CreateRoleDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoleDto> {
    const role = await this.roles.create(caller, body);
    reply.header('location', `/v1/roles/${role.id}`);
    return tagged(role, reply);
  }

  @Get(':roleId')
  @RequirePermissions('read:roles')
  @ApiOperation({ operationId: 'readRole', summary: 'Read a role' })
  @ApiOkResponse({ type: RoleDto, headers: sends('ETag') })
  @Fails(NOT_FOUND)
  async read(@RoleId() roleId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<RoleDto> {
    return tagged(await this.roles.get(roleId), reply);
  }

  @Patch(':roleId')
  @RequirePermissions('update:roles')
  @ApiOperation({
    operationId: 'updateRole',
    summary: 'Change a role, for everybody who holds it',
    description:
      'Members left out stay; `permissions` replaces the whole list, from the next request of every holder on.',
  })
  @ApiBody({ type: UpdateRoleDto, examples: UPDATE_EXAMPLES })
  @ApiOkResponse({ type: RoleDto, headers: sends('ETag') })
  @Fails(NOT_FOUND, TAKEN, BUILT_IN, STALE, BEYOND)
  async update(
    @Caller() caller: Principal,
    @RoleId() roleId: string,
    @Body() body: UpdateRoleDto,
    @IfMatch() version: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoleDto> {
    return tagged(await this.roles.update(caller, roleId, body, version), reply);
  }

  @Delete(':roleId')
  @RequirePermissions('update:roles')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteRole', summary: 'Delete a role that nobody holds' })
  @ApiNoContentResponse()
  @Fails(NOT_FOUND, IN_USE, BUILT_IN, STALE, BEYOND)
  async delete(
    @Caller() caller: Principal,
    @RoleId() roleId: string,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    await this.roles.delete(caller, roleId, version);
  }
}

function tagged(role: RoleView, reply: FastifyReply): RoleDto {
  reply.header('etag', entityTag(role.version));
  return RoleDto.of(role);
}
