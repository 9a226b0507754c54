import { Body, Controller, HttpCode, Put, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { SelfOr } from '../authorization/access.decorators.js';
import { NotWithApiKey } from '../authorization/api-key-access.js';
import { Caller } from '../authorization/caller.decorator.js';
import type { Principal } from '../authorization/principal.js';
import { passwordFailures } from '../core/identities/password-failures.js';
import { TargetUser } from '../core/users/target-user.decorator.js';
import type { UserReference } from '../core/users/user-reference.js';
import { Fails } from '../http/fails.decorator.js';
import { ChangePasswordDto } from './dto/change-password.dto.js';
import { SessionCreatedDto } from './dto/session-created.dto.js';
import { PasswordChangeService } from './password-change.service.js';
import { SessionTokens } from './session-tokens.js';

@ApiTags('Users')
@Controller('v1/users/:userId/password')
export class PasswordController {
  constructor(
    private readonly passwords: PasswordChangeService,
    private readonly tokens: SessionTokens,
  ) {}

  @Put()
  @SelfOr('update:users')
  @NotWithApiKey()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'changePassword',
    summary: 'Change a password',
    description:
      "The own one with `currentPassword`: every session ends and a new one is answered. Somebody else's without it: 204.",
  })
  @ApiOkResponse({ type: SessionCreatedDto })
  @ApiNoContentResponse()
  @Fails(
    ...passwordFailures('newPassword'),
    { status: 403, code: 'users.wrong_password', when: '`currentPassword` is wrong.' },
    {
      status: 403,
      code: 'authorization.beyond_own_permissions',
      when: 'The account holds permissions the caller lacks.',
    },
    { status: 404, code: 'users.not_found', when: 'There is no such account.' },
    { status: 429, code: 'throttling.too_many_attempts', when: 'There were too many wrong passwords.' },
    {
      status: 503,
      code: 'busy',
      when: 'More passwords are being checked than there is capacity for.',
    },
  )
  async change(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Body() { currentPassword, newPassword }: ChangePasswordDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionCreatedDto | undefined> {
    if (target === null || !('id' in target) || target.id !== caller.userId) {
      await this.passwords.setFor(caller, target, newPassword);
      reply.code(204);
      return undefined;
    }
    const signedIn = await this.passwords.changeOwn(caller, currentPassword, newPassword);
    return SessionCreatedDto.of(signedIn, await this.tokens.issue(signedIn));
  }
}
