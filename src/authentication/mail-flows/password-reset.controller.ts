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
import { Public } from '../../authorization/access.decorators.js';
import { passwordFailures } from '../../core/identities/password-failures.js';
import { Fails } from '../../http/fails.decorator.js';
import { EmailDto } from './dto/email.dto.js';
import { NewPasswordDto } from './dto/new-password.dto.js';
import { LINK_PAGE, LINK_REFUSED, LINK_TOKEN, MAIL_OFF, TOO_MANY_MAILS } from './link-answers.js';
import { LINK_PAGE_POLICY, PASSWORD_RESET_PAGE } from './link-page.js';
import { PasswordResetService } from './password-reset.service.js';

const BUSY = {
  status: 503,
  code: 'busy',
  when: 'More passwords are being checked than there is capacity for.',
} as const;

@ApiTags('Sign-in')
@Controller('v1/password-resets')
export class PasswordResetController {
  constructor(private readonly resets: PasswordResetService) {}

  @Post()
  @Public()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'requestPasswordReset',
    summary: 'Ask for a link to set a new password',
    description: 'The answer is the same whether or not anybody has the address.',
  })
  @ApiAcceptedResponse({
    description: 'A mail is on its way if anybody has the address. The answer has no body.',
  })
  @Fails(TOO_MANY_MAILS, MAIL_OFF)
  async request(@Body() { email }: EmailDto): Promise<void> {
    await this.resets.request(email);
  }

  @Get(':token')
  @Public()
  @ApiOperation({ operationId: 'showPasswordReset', summary: 'The page that the mailed link opens' })
  @ApiParam(LINK_TOKEN)
  @ApiProduces('text/html')
  @ApiOkResponse(LINK_PAGE)
  page(@Param('token') _token: string, @Res({ passthrough: true }) reply: FastifyReply): string {
    reply.type('text/html; charset=utf-8').header('content-security-policy', LINK_PAGE_POLICY);
    return PASSWORD_RESET_PAGE;
  }

  @Post(':token')
  @Public()
  @HttpCode(204)
  @ApiOperation({
    operationId: 'redeemPasswordReset',
    summary: 'Set a new password with a mailed link',
    description: 'Ends every session and every API key of the account.',
  })
  @ApiParam(LINK_TOKEN)
  @ApiNoContentResponse({ description: 'The password is set. Nobody is signed in by it.' })
  @Fails(...passwordFailures('newPassword'), LINK_REFUSED, BUSY)
  async redeem(@Param('token') token: string, @Body() { newPassword }: NewPasswordDto): Promise<void> {
    await this.resets.redeem(token, newPassword);
  }
}
