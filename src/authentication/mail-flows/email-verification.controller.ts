import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public, SelfOr, SignedIn } from '../../authorization/access.decorators.js';
import { NotWithApiKey } from '../../authorization/api-key-access.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { TargetUser } from '../../core/users/target-user.decorator.js';
import type { UserReference } from '../../core/users/user-reference.js';
import { Fails } from '../../http/fails.decorator.js';
import { EmailDto } from './dto/email.dto.js';
import { EmailVerificationService } from './email-verification.service.js';
import { LINK_PAGE, LINK_REFUSED, LINK_TOKEN, MAIL_OFF, TOO_MANY_MAILS } from './link-answers.js';
import { EMAIL_VERIFICATION_PAGE, LINK_PAGE_POLICY } from './link-page.js';

@ApiTags('Users')
@Controller('v1')
export class EmailVerificationController {
  constructor(private readonly verifications: EmailVerificationService) {}

  @Post('email-verifications')
  @SignedIn()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'requestEmailVerification',
    summary: 'Ask for a link to verify the own e-mail address',
    description: 'Nothing is sent to somebody without an address, or with one that is verified.',
  })
  @ApiAcceptedResponse({ description: 'A mail is on its way where one is needed. The answer has no body.' })
  @Fails(TOO_MANY_MAILS, MAIL_OFF)
  async request(@Caller() caller: Principal): Promise<void> {
    await this.verifications.request(caller);
  }

  @Get('email-verifications/:token')
  @Public()
  @ApiOperation({
    operationId: 'showEmailVerification',
    summary: 'The page that the mailed link opens',
  })
  @ApiParam(LINK_TOKEN)
  @ApiProduces('text/html')
  @ApiOkResponse(LINK_PAGE)
  page(@Param('token') _token: string, @Res({ passthrough: true }) reply: FastifyReply): string {
    reply.type('text/html; charset=utf-8').header('content-security-policy', LINK_PAGE_POLICY);
    return EMAIL_VERIFICATION_PAGE;
  }

  @Post('email-verifications/:token')
  @Public()
  @HttpCode(204)
  @ApiOperation({
    operationId: 'redeemEmailVerification',
    summary: 'Verify an address, or put a new one in place, with a mailed link',
  })
  @ApiParam(LINK_TOKEN)
  @ApiNoContentResponse()
  @Fails(LINK_REFUSED, {
    status: 409,
    code: 'users.email_taken',
    when: 'The address belongs to another account by now.',
  })
  async redeem(@Param('token') token: string): Promise<void> {
    await this.verifications.redeem(token);
  }

  @Post('users/:userId/email')
  @SelfOr('update:users')
  @NotWithApiKey()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'requestEmailChange',
    summary: 'Ask to change the own e-mail address',
    description:
      'It takes effect when the link that goes to the new address is opened; both addresses are told. Needs a sign-in of the last five minutes.',
  })
  @ApiAcceptedResponse({ description: 'A mail goes to the new address. The answer has no body.' })
  @Fails(
    TOO_MANY_MAILS,
    MAIL_OFF,
    {
      status: 403,
      code: 'authentication.sign_in_too_old',
      when: 'The sign-in is older than five minutes.',
      details: { maxAgeSeconds: 300 },
    },
    { status: 403, code: 'users.not_own_address', when: "It is somebody else's account." },
  )
  async change(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Body() { email }: EmailDto,
  ): Promise<void> {
    await this.verifications.requestChange(caller, target, email);
  }
}
