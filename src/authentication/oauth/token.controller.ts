import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../authorization/access.decorators.js';
import { Fails } from '../../http/fails.decorator.js';
import { basicCredentials } from '../authorization-header.js';
import { TokenRequestDto } from './dto/token-request.dto.js';
import { TokenDto } from './dto/token.dto.js';
import { type TokenRequest, TokenService } from './token.service.js';

const EXAMPLES = {
  password: {
    summary: 'By password',
    value: { grant_type: 'password', username: 'ada@example.com', password: 'correct horse battery' },
  },
  refresh: {
    summary: 'By refresh token',
    value: { grant_type: 'refresh_token', refresh_token: 'lkr_…' },
  },
};

@ApiTags('OAuth 2.0')
@Controller('oauth')
export class TokenController {
  constructor(private readonly tokens: TokenService) {}

  @Post('token')
  @Public()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'createToken',
    summary: 'Get tokens (RFC 6749)',
    description: 'The grants `password` and `refresh_token`. Parameters that are not known are ignored.',
  })
  @ApiConsumes('application/x-www-form-urlencoded', 'application/json')
  @ApiBody({ type: TokenRequestDto, examples: EXAMPLES })
  @ApiOkResponse({ type: TokenDto })
  @Fails(
    { status: 400, code: 'oauth.unsupported_grant_type', when: 'The grant is none of these.' },
    { status: 401, code: 'oauth.invalid_client', when: 'A client is named, and it is not known here.' },
    {
      status: 400,
      code: 'oauth.invalid_grant',
      when: 'The name or the password is wrong, or the refresh token is no longer good.',
    },
    { status: 429, code: 'throttling.too_many_attempts', when: 'There were too many attempts.' },
    {
      status: 503,
      code: 'busy',
      when: 'More passwords are being checked than there is capacity for.',
    },
  )
  async create(@Req() request: FastifyRequest, @Body() body: object | undefined): Promise<TokenDto> {
    return TokenDto.of(await this.tokens.grant((body ?? {}) as TokenRequest, basicCredentials(request)));
  }
}
