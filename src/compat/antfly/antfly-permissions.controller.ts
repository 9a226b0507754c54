import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { RequirePermissions } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { UserAccessService } from '../../core/users/user-access.service.js';
import { Fails } from '../../http/fails.decorator.js';
import { BEYOND, LAST_ADMINISTRATOR, NOT_FOUND, USER_NAME } from './antfly.documents.js';
import { accessOf, permissionsOf, referenceOf, roleOn } from './antfly.mapper.js';
import { AntflyMessageDto } from './dto/message.dto.js';
import { AntflyPermissionDto } from './dto/permission.dto.js';
import { AntflyPermissionQueryDto } from './dto/permission.query.dto.js';

@ApiTags('Permissions')
@Controller('api/v1/users/:userName/permissions')
export class AntflyPermissionsController {
  constructor(private readonly access: UserAccessService) {}

  @Get()
  @RequirePermissions('read:users')
  @ApiOperation({ operationId: 'getUserPermissions', summary: 'List the permissions of a user' })
  @ApiParam(USER_NAME)
  @ApiOkResponse({ type: AntflyPermissionDto, isArray: true })
  @Fails(NOT_FOUND)
  async list(
    @Caller() caller: Principal,
    @Param('userName') userName: string,
  ): Promise<AntflyPermissionDto[]> {
    return permissionsOf(await this.access.read(caller, referenceOf(userName)));
  }

  @Post()
  @RequirePermissions('update:users')
  @ApiOperation({
    operationId: 'addPermissionToUser',
    summary: 'Add a permission to a user',
    description: 'One that is there already changes nothing. `admin` of `*` on `*` makes an administrator.',
  })
  @ApiParam(USER_NAME)
  @ApiCreatedResponse({ type: AntflyMessageDto })
  @Fails(NOT_FOUND, BEYOND)
  async add(
    @Caller() caller: Principal,
    @Param('userName') userName: string,
    @Body() body: AntflyPermissionDto,
  ): Promise<AntflyMessageDto> {
    await this.access.ensure(caller, referenceOf(userName), accessOf(body));
    return { message: 'Permission added successfully' };
  }

  @Delete()
  @RequirePermissions('update:users')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'removePermissionFromUser',
    summary: 'Remove the permissions of a user on a resource',
    description: 'All of them at once. Of `*` on `*` it ends administration.',
  })
  @ApiParam(USER_NAME)
  @ApiNoContentResponse()
  @Fails(NOT_FOUND, BEYOND, LAST_ADMINISTRATOR, {
    status: 404,
    code: 'grants.not_found',
    when: 'The user has no permission on it.',
  })
  async remove(
    @Caller() caller: Principal,
    @Param('userName') userName: string,
    @Query() query: AntflyPermissionQueryDto,
  ): Promise<void> {
    await this.access.takeOn(caller, referenceOf(userName), query, roleOn(query));
  }
}
