import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { RequirePermissions } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { PylonConfig } from '../../config/pylon.config.js';
import { UserDirectory } from '../../core/users/user-directory.js';
import { UserRolesService } from '../../core/users/user-roles.service.js';
import { Fails } from '../../http/fails.decorator.js';
import { WithoutRequestContext } from '../../http/without-request-context.decorator.js';
import { BluebricksIds } from './bluebricks.ids.js';
import { currentUserOf, summaryOf, userOf } from './bluebricks.mapper.js';
import { BluebricksCurrentUserDto } from './dto/current-user.dto.js';
import { BluebricksUpdateRolesDto } from './dto/update-roles.dto.js';
import { BluebricksUserSummaryDto } from './dto/user-summary.dto.js';
import { BluebricksUserDto } from './dto/user.dto.js';

const USER_ID = {
  name: 'id',
  description: 'The id of the user; `|` as it is or as `%7C`.',
  example: 'latchkey|66f0c1d2e3a4b5c6d7e8f901',
} as const;
const NOT_FOUND = { status: 404, code: 'users.not_found', when: 'There is no such user.' } as const;

@ApiTags('Users')
@Controller('api/v1/user')
export class BluebricksController {
  constructor(
    private readonly userRoles: UserRolesService,
    private readonly directory: UserDirectory,
    private readonly ids: BluebricksIds,
    private readonly pylon: PylonConfig,
  ) {}

  @Get('me')
  @WithoutRequestContext()
  @RequirePermissions('read:users')
  @ApiOperation({ operationId: 'getMe', summary: 'Return the current user, including permissions' })
  @ApiOkResponse({ type: BluebricksCurrentUserDto })
  async me(@Caller() { account, permissions }: Principal): Promise<BluebricksCurrentUserDto> {
    const id = await this.ids.of(account.id);
    return currentUserOf(account, id, permissions, this.pylon.identitySecret);
  }

  @Get(':id')
  @RequirePermissions('read:users')
  @ApiOperation({ operationId: 'getUser', summary: 'Return basic information about a user' })
  @ApiParam(USER_ID)
  @ApiOkResponse({ type: BluebricksUserDto })
  @Fails(NOT_FOUND)
  async read(@Caller() caller: Principal, @Param('id') id: string): Promise<BluebricksUserDto> {
    const account = await this.directory.read(caller, await this.ids.find(id));
    return userOf(account, await this.ids.of(account.id));
  }

  @Post(':id/roles')
  @RequirePermissions('update:users')
  @HttpCode(200)
  @ApiOperation({ operationId: 'updateUserRoles', summary: 'Update the roles of a user' })
  @ApiParam(USER_ID)
  @ApiOkResponse({ type: BluebricksUserSummaryDto })
  @Fails(
    NOT_FOUND,
    { status: 400, code: 'roles.unknown', when: 'There is no such role; nothing is changed.' },
    {
      status: 403,
      code: 'authorization.beyond_own_permissions',
      when: 'The user or a role holds permissions the caller lacks.',
    },
    { status: 409, code: 'roles.last_administrator', when: 'It is the last administrator.' },
  )
  async updateRoles(
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Body() { roles, add }: BluebricksUpdateRolesDto,
  ): Promise<BluebricksUserSummaryDto> {
    const target = await this.ids.find(id);
    const account =
      add === true
        ? await this.userRoles.add(caller, target, roles)
        : await this.userRoles.replace(caller, target, roles);
    return summaryOf(account, await this.ids.of(account.id));
  }
}
