import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import {
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
import { entityTag, IfMatch } from '../../http/entity-tag.js';
import { type DocumentedFailure, Fails } from '../../http/fails.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { CreateRoleDto } from './dto/create-role.dto.js';
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

@ApiTags('Roles and permissions')
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
  @ApiOperation({ summary: 'Create a role' })
  @ApiCreatedResponse({ type: RoleDto })
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
  @ApiOperation({ summary: 'Read a role' })
  @ApiOkResponse({ type: RoleDto })
  @Fails(NOT_FOUND)
  async read(
    @Param('roleId') roleId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoleDto> {
    return tagged(await this.roles.get(roleId), reply);
  }

  @Patch(':roleId')
  @RequirePermissions('update:roles')
  @ApiOperation({ summary: 'Change a role, for everybody who holds it' })
  @ApiOkResponse({ type: RoleDto })
  @Fails(NOT_FOUND, TAKEN, BUILT_IN, STALE, BEYOND)
  async update(
    @Caller() caller: Principal,
    @Param('roleId') roleId: string,
    @Body() body: UpdateRoleDto,
    @IfMatch() version: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RoleDto> {
    return tagged(await this.roles.update(caller, roleId, body, version), reply);
  }

  @Delete(':roleId')
  @RequirePermissions('update:roles')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a role that nobody holds' })
  @ApiNoContentResponse()
  @Fails(NOT_FOUND, IN_USE, BUILT_IN, STALE, BEYOND)
  async delete(
    @Caller() caller: Principal,
    @Param('roleId') roleId: string,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    await this.roles.delete(caller, roleId, version);
  }
}

function tagged(role: RoleView, reply: FastifyReply): RoleDto {
  reply.header('etag', entityTag(role.version));
  return RoleDto.of(role);
}
