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
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { CountedPageQuery } from '../../common/paging.js';
import { sends } from '../../http/answer-headers.js';
import { Fails } from '../../http/fails.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { CreatePermissionDto, PermissionDto, PermissionPageDto } from './dto/permission.dto.js';
import { PermissionListService } from './permission-list.service.js';

const CREATE_EXAMPLES = {
  invoices: {
    summary: 'For a service that makes invoices',
    value: { permission: 'read:invoices', description: 'See the invoices of every customer.' },
  },
};

@ApiTags('Permissions')
@Controller('v1/permissions')
export class PermissionsController {
  constructor(private readonly permissions: PermissionListService) {}

  @Get()
  @RequirePermissions('read:roles')
  @ApiOperation({ summary: 'List permissions: the built-in ones and your own' })
  @ApiOkResponse({ type: PermissionPageDto })
  async list(
    @Caller() caller: Principal,
    @Query() { limit, cursor, include }: CountedPageQuery,
  ): Promise<PermissionPageDto> {
    return PermissionPageDto.of(await this.permissions.list(caller, limit, cursor, include));
  }

  @Post()
  @RequirePermissions('update:roles')
  @Idempotent()
  @ApiOperation({
    operationId: 'createPermission',
    summary: 'Define a permission of your own',
    description: 'Role `admin` holds it from the same moment; put it into other roles as you like.',
  })
  @ApiBody({ type: CreatePermissionDto, examples: CREATE_EXAMPLES })
  @ApiCreatedResponse({ type: PermissionDto, headers: sends('Location') })
  @Fails(
    { status: 409, code: 'permissions.taken', when: 'This permission exists already.' },
    { status: 422, code: 'permissions.too_many', when: 'There are 1,000 of your own already.' },
  )
  async create(
    @Caller() caller: Principal,
    @Body() body: CreatePermissionDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PermissionDto> {
    const permission = await this.permissions.create(caller, body);
    reply.header('location', `/v1/permissions/${permission.permission}`);
    return PermissionDto.of(permission);
  }

  @Delete(':permission')
  @RequirePermissions('update:roles')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deletePermission',
    summary: 'Remove a permission of your own that no role but `admin` gives',
  })
  @ApiParam({
    name: 'permission',
    description: 'The permission, `verb:resource`.',
    example: 'read:invoices',
  })
  @ApiNoContentResponse()
  @Fails(
    { status: 404, code: 'permissions.not_found', when: 'There is no such permission.' },
    { status: 409, code: 'permissions.built_in', when: 'It came with the product.' },
    {
      status: 409,
      code: 'permissions.in_use',
      when: 'Roles give it; `roles` names up to ten.',
      details: { roles: [{ id: 'rol_5u99OrtHelpDesk1', name: 'support' }] },
    },
    {
      status: 403,
      code: 'authorization.beyond_own_permissions',
      when: 'The caller lacks the permission.',
      details: { missing: ['read:invoices'] },
    },
  )
  async delete(@Caller() caller: Principal, @Param('permission') permission: string): Promise<void> {
    await this.permissions.delete(caller, permission);
  }
}
