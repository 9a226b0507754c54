import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SignedIn } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { Fails } from '../../http/fails.decorator.js';
import { CheckPermissionsDto, CheckResultsDto } from './dto/permission-check.dto.js';
import { readChecks } from './permission-check-input.js';
import { UserPermissionsService } from './user-permissions.service.js';

@ApiTags('Roles and permissions')
@Controller('v1/permissions')
export class PermissionChecksController {
  constructor(private readonly permissions: UserPermissionsService) {}

  @Post('check')
  @SignedIn()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Ask what an account may do, and why',
    description:
      'Up to 100 questions about oneself, or with `read:users` about anybody. Made to be asked for every request.',
  })
  @ApiOkResponse({ type: CheckResultsDto })
  @Fails({ status: 404, code: 'users.not_found', when: 'There is no such account.' })
  async check(
    @Caller() caller: Principal,
    @Body() { userId, checks }: CheckPermissionsDto,
  ): Promise<CheckResultsDto> {
    return CheckResultsDto.of(await this.permissions.check(caller, userId, readChecks(checks)));
  }
}
