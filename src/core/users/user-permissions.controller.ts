import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SelfOr } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { Fails } from '../../http/fails.decorator.js';
import { UserPermissionsDto } from './dto/user-permissions.dto.js';
import { TargetUser } from './target-user.decorator.js';
import { UserPermissionsService } from './user-permissions.service.js';
import type { UserReference } from './user-reference.js';

@ApiTags('Permissions')
@Controller('v1/users/:userId/permissions')
export class UserPermissionsController {
  constructor(private readonly permissions: UserPermissionsService) {}

  @Get()
  @SelfOr('read:users')
  @ApiOperation({ summary: 'Read what an account may do, and where each permission comes from' })
  @ApiOkResponse({ type: UserPermissionsDto })
  @Fails({ status: 404, code: 'users.not_found', when: 'There is no such account.' })
  async read(@Caller() caller: Principal, @TargetUser() target: UserReference): Promise<UserPermissionsDto> {
    return UserPermissionsDto.of(await this.permissions.read(caller, target));
  }
}
