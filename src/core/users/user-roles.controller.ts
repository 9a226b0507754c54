import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { RequirePermissions, SelfOr } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { Fails } from '../../http/fails.decorator.js';
import { RoleIdsDto } from './dto/role-ids.dto.js';
import { UserRolesDto } from './dto/user-roles.dto.js';
import { TargetUser } from './target-user.decorator.js';
import { UserDirectory } from './user-directory.js';
import type { UserReference } from './user-reference.js';
import { UserRolesService } from './user-roles.service.js';

const NOT_FOUND = { status: 404, code: 'users.not_found', when: 'There is no such account.' } as const;
const NOT_HELD = {
  status: 404,
  code: 'roles.not_held',
  when: 'The account does not have this role.',
} as const;
const BEYOND = {
  status: 403,
  code: 'authorization.beyond_own_permissions',
  when: 'The account or a role holds permissions the caller lacks.',
} as const;
const TOO_MANY = {
  status: 422,
  code: 'roles.too_many',
  when: 'The account would hold more than 100 roles.',
} as const;
const LAST = {
  status: 409,
  code: 'roles.last_administrator',
  when: 'It is the last administrator.',
} as const;

@ApiTags('Users')
@Controller('v1/users/:userId/roles')
export class UserRolesController {
  constructor(
    private readonly userRoles: UserRolesService,
    private readonly directory: UserDirectory,
  ) {}

  @Get()
  @SelfOr('read:users')
  @ApiOperation({ summary: 'List the roles of an account' })
  @ApiOkResponse({ type: UserRolesDto })
  @Fails(NOT_FOUND)
  async list(@Caller() caller: Principal, @TargetUser() target: UserReference): Promise<UserRolesDto> {
    return UserRolesDto.of(await this.directory.read(caller, target));
  }

  @Post()
  @RequirePermissions('update:users')
  @HttpCode(200)
  @ApiOperation({ operationId: 'addUserRoles', summary: 'Give further roles to an account' })
  @ApiOkResponse({ type: UserRolesDto })
  @Fails(NOT_FOUND, BEYOND, TOO_MANY)
  async add(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Body() body: RoleIdsDto,
  ): Promise<UserRolesDto> {
    return UserRolesDto.of(await this.userRoles.add(caller, target, body.roles));
  }

  @Put()
  @RequirePermissions('update:users')
  @ApiOperation({ operationId: 'replaceUserRoles', summary: 'Replace the roles of an account' })
  @ApiOkResponse({ type: UserRolesDto })
  @Fails(NOT_FOUND, BEYOND, LAST)
  async replace(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Body() body: RoleIdsDto,
  ): Promise<UserRolesDto> {
    return UserRolesDto.of(await this.userRoles.replace(caller, target, body.roles));
  }

  @Delete(':roleId')
  @RequirePermissions('update:users')
  @HttpCode(204)
  @ApiOperation({ operationId: 'removeUserRole', summary: 'Take a role from an account' })
  @ApiParam({
    name: 'roleId',
    description: 'Id of a role that the account holds.',
    example: 'rol_RegularUser00001',
  })
  @ApiNoContentResponse()
  @Fails(NOT_FOUND, NOT_HELD, BEYOND, LAST)
  async remove(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Param('roleId') roleId: string,
  ): Promise<void> {
    await this.userRoles.remove(caller, target, roleId);
  }
}
