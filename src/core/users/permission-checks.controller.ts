import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SignedIn } from '../../authorization/access.decorators.js';
import { OnlyReads } from '../../authorization/api-key-access.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { Fails } from '../../http/fails.decorator.js';
import { WithoutRequestContext } from '../../http/without-request-context.decorator.js';
import { CheckPermissionsDto, CheckResultsDto } from './dto/permission-check.dto.js';
import { readChecks } from './permission-check-input.js';
import { UserPermissionsService } from './user-permissions.service.js';

const EXAMPLES = {
  own: {
    summary: 'About oneself',
    value: {
      checks: [{ permission: 'read:invoices' }, { type: 'read', resourceType: 'document', resource: '42' }],
    },
  },
  other: {
    summary: 'About somebody else',
    value: { userId: 'ada@example.com', checks: [{ permission: 'read:users' }] },
  },
};

@ApiTags('Permissions')
@Controller('v1/permissions')
export class PermissionChecksController {
  constructor(private readonly permissions: UserPermissionsService) {}

  @Post('check')
  @WithoutRequestContext()
  @SignedIn()
  @OnlyReads()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'checkPermissions',
    summary: 'Ask what an account may do, and why',
    description:
      'Up to 100 questions about oneself, or with `read:users` about anybody. Made to be asked for every request.',
  })
  @ApiBody({ type: CheckPermissionsDto, examples: EXAMPLES })
  @ApiOkResponse({ type: CheckResultsDto })
  @Fails(
    { status: 404, code: 'users.not_found', when: 'There is no such account.' },
    {
      status: 403,
      code: 'authorization.permission_missing',
      when: 'It is about somebody else, and the caller lacks `read:users`.',
      details: { permission: 'read:users' },
    },
  )
  async check(
    @Caller() caller: Principal,
    @Body() { userId, checks }: CheckPermissionsDto,
  ): Promise<CheckResultsDto> {
    return CheckResultsDto.of(await this.permissions.check(caller, userId, readChecks(checks)));
  }
}
