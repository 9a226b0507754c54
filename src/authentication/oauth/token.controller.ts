import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../authorization/access.decorators.js';
import { basicCredentials } from '../authorization-header.js';
import { TokenRequestDto } from './dto/token-request.dto.js';
import { TokenDto } from './dto/token.dto.js';
import { type TokenRequest, TokenService } from './token.service.js';

@ApiTags('OAuth 2.0')
@Controller('oauth')
export class TokenController {
  constructor(private readonly tokens: TokenService) {}

  @Post('token')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Get tokens (RFC 6749)' })
  @ApiConsumes('application/x-www-form-urlencoded', 'application/json')
  @ApiBody({ type: TokenRequestDto })
  @ApiOkResponse({ type: TokenDto })
  async create(@Req() request: FastifyRequest, @Body() body: object | undefined): Promise<TokenDto> {
    return TokenDto.of(await this.tokens.grant((body ?? {}) as TokenRequest, basicCredentials(request)));
  }
}
