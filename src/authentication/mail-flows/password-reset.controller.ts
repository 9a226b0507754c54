import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../authorization/access.decorators.js';
import { Fails } from '../../http/fails.decorator.js';
import { EmailDto } from './dto/email.dto.js';
import { NewPasswordDto } from './dto/new-password.dto.js';
import { LINK_PAGE_POLICY, PASSWORD_RESET_PAGE } from './link-page.js';
import { PasswordResetService } from './password-reset.service.js';

@ApiTags('Sign-in')
@Controller('v1/password-resets')
export class PasswordResetController {
  constructor(private readonly resets: PasswordResetService) {}

  @Post()
  @Public()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Ask for a link to set a new password',
    description: 'The answer is the same whether or not anybody has the address.',
  })
  @ApiAcceptedResponse()
  @Fails({
    status: 429,
    code: 'throttling.too_many_attempts',
    when: 'Too many were asked for from this network.',
  })
  async request(@Body() { email }: EmailDto): Promise<void> {
    await this.resets.request(email);
  }

  @Get(':token')
  @Public()
  @ApiOperation({ summary: 'The page that the mailed link opens' })
  @ApiProduces('text/html')
  @ApiOkResponse({ schema: { type: 'string' } })
  page(@Param('token') _token: string, @Res({ passthrough: true }) reply: FastifyReply): string {
    reply.type('text/html; charset=utf-8').header('content-security-policy', LINK_PAGE_POLICY);
    return PASSWORD_RESET_PAGE;
  }

  @Post(':token')
  @Public()
  @HttpCode(204)
  @ApiOperation({
    summary: 'Set a new password with a mailed link',
    description: 'Ends every session and every API key of the account.',
  })
  @ApiNoContentResponse()
  @Fails({ status: 422, code: 'links.refused', when: 'The link was used, replaced or has expired.' })
  async redeem(@Param('token') token: string, @Body() { newPassword }: NewPasswordDto): Promise<void> {
    await this.resets.redeem(token, newPassword);
  }
}
