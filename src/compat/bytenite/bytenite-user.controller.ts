import { Body, Controller, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OpaqueGrants } from '../../authentication/opaque-grants.service.js';
import { SignOutService } from '../../authentication/sign-out.service.js';
import { Public, SignedIn } from '../../authorization/access.decorators.js';
import { OnlyReads } from '../../authorization/api-key-access.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { UsersService } from '../../core/users/users.service.js';
import { Fails } from '../../http/fails.decorator.js';
import { WithoutRequestContext } from '../../http/without-request-context.decorator.js';
import { changeOf, userOf } from './bytenite.mapper.js';
import { BYTENITE } from './bytenite.face.js';
import { ByteNiteAccessTokenDto, ByteNiteAccessTokenRequestDto, ByteNiteInfoDto } from './dto/access.dto.js';
import { ByteNiteGenericDto, genericAnswer } from './dto/generic.dto.js';
import { UpdateByteNiteUserDto } from './dto/update-user.dto.js';
import { ByteNiteUserAnswerDto } from './dto/user.dto.js';

const VERSION = { major: 1, minor: 0, tag: '' } as const;

@ApiTags('User')
@Controller('v1/auth')
export class ByteNiteUserController {
  constructor(
    private readonly users: UsersService,
    private readonly grants: OpaqueGrants,
    private readonly signOuts: SignOutService,
  ) {}

  @Get('user')
  @WithoutRequestContext()
  @SignedIn()
  @ApiOperation({ operationId: 'getUser', summary: 'Get the caller' })
  @ApiOkResponse({ type: ByteNiteUserAnswerDto })
  read(@Caller() caller: Principal): ByteNiteUserAnswerDto {
    return { user: userOf(caller.account, caller.provider) };
  }

  @Patch('user')
  @SignedIn()
  @ApiOperation({
    operationId: 'setUser',
    summary: 'Set user info',
    description: 'Members left out stay, other members than these are ignored.',
  })
  @ApiBody({ type: UpdateByteNiteUserDto })
  @ApiOkResponse({ type: ByteNiteUserAnswerDto })
  async update(
    @Caller() caller: Principal,
    @Body() body: UpdateByteNiteUserDto,
  ): Promise<ByteNiteUserAnswerDto> {
    const account = await this.users.update(caller, { id: caller.userId }, changeOf(body));
    return { user: userOf(account, caller.provider) };
  }

  @Post('access_token')
  @Public()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'createAccessToken',
    summary: 'Exchange an API key for an access token',
    description: 'Good for an hour, and over at once with the key.',
  })
  @ApiOkResponse({ type: ByteNiteAccessTokenDto })
  @Fails(
    { status: 401, code: 'authentication.api_key_not_good', when: 'The key is wrong, expired or revoked.' },
    { status: 429, code: 'throttling.too_many_requests', when: 'The key is exchanged too often.' },
  )
  async createToken(@Body() { apiKey }: ByteNiteAccessTokenRequestDto): Promise<ByteNiteAccessTokenDto> {
    const { token, expiresInSeconds, permissions } = await this.grants.forApiKey(apiKey, BYTENITE);
    return { token, expiresIn: String(expiresInSeconds), scope: permissions.join(' ') };
  }

  @Post('signout')
  @SignedIn()
  @OnlyReads()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'signOut',
    summary: 'Sign out',
    description: 'Ends the token that is presented; one of a session ends with the whole session.',
  })
  @ApiOkResponse({ type: ByteNiteGenericDto })
  @Fails({
    status: 404,
    code: 'sessions.not_found',
    when: 'The token was made with an API key elsewhere and is over with the key.',
  })
  async signOut(@Caller() caller: Principal): Promise<ByteNiteGenericDto> {
    await this.signOuts.signOut(caller);
    return genericAnswer();
  }

  @Get('info')
  @Public()
  @ApiOperation({ operationId: 'getInfo', summary: 'Get the version of this API' })
  @ApiOkResponse({ type: ByteNiteInfoDto })
  info(): ByteNiteInfoDto {
    return { version: { ...VERSION } };
  }
}
