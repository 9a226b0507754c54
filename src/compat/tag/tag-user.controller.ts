import { Body, Controller, Get, HttpCode, Post, Put, Req, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { bearerToken } from '../../authentication/authorization-header.js';
import { PasswordChangeService } from '../../authentication/password-change.service.js';
import { RegistrationService } from '../../authentication/registration.service.js';
import { Public, SignedIn } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { passwordFailures } from '../../core/identities/password-failures.js';
import { UsersService } from '../../core/users/users.service.js';
import { Fails } from '../../http/fails.decorator.js';
import { WithoutRequestContext } from '../../http/without-request-context.decorator.js';
import { CreateTagUserDto, TagUserDto, UpdateTagUserDto } from './dto/user.dto.js';
import { TagForm } from './tag-form.interceptor.js';
import { TAG } from './tag.face.js';
import { detailsOf, newUserOf, userOf } from './tag.mapper.js';

const NEW = ['user/new', 'api/v5/user/new.json'];
const ME = ['user/me', 'api/v5/user/me.json'];
const NewForm = TagForm('email', 'password', 'firstName', 'lastName', 'phone');
const MeForm = TagForm('firstName', 'lastName', 'phone', 'password');
const TOO_MANY = {
  status: 429,
  code: 'throttling.too_many_attempts',
  when: 'There were too many attempts.',
} as const;
const BUSY = {
  status: 503,
  code: 'busy',
  when: 'More passwords are being checked than there is capacity for.',
} as const;

@ApiTags('User')
@Controller()
export class TagUserController {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly users: UsersService,
    private readonly passwords: PasswordChangeService,
  ) {}

  @Post(NEW)
  @Public()
  @UseInterceptors(NewForm)
  @HttpCode(200)
  @ApiOperation({
    operationId: 'createUser',
    summary: 'Create a user',
    description: 'Needs an access token as soon as there is an OAuth client that can get one for itself.',
  })
  @ApiBody({ type: CreateTagUserDto })
  @ApiOkResponse({ type: TagUserDto })
  @Fails(
    ...passwordFailures('password'),
    { status: 401, code: 'authentication.credential_missing', when: 'A token is needed.' },
    { status: 403, code: 'sign_up.closed', when: 'Accounts are created by administrators here.' },
    TOO_MANY,
    BUSY,
  )
  async create(@Req() request: FastifyRequest, @Body() body: CreateTagUserDto): Promise<TagUserDto> {
    return userOf(await this.registrations.register(newUserOf(body), bearerToken(request), TAG));
  }

  @Get(ME)
  @WithoutRequestContext()
  @SignedIn()
  @ApiOperation({ operationId: 'getUser', summary: 'Get the details of the signed-in user' })
  @ApiOkResponse({ type: TagUserDto })
  read(@Caller() caller: Principal): TagUserDto {
    return userOf(caller.account);
  }

  @Put(ME)
  @SignedIn()
  @UseInterceptors(MeForm)
  @ApiOperation({
    operationId: 'updateUser',
    summary: 'Set the details of the signed-in user',
    description: 'Details left out are cleared. A password needs a token that was given for the old one.',
  })
  @ApiBody({ type: UpdateTagUserDto })
  @ApiOkResponse({ type: TagUserDto })
  @Fails(
    ...passwordFailures('password'),
    {
      status: 403,
      code: 'authentication.sign_in_too_old',
      when: 'A password was sent with a token that was given for a refresh token.',
    },
    BUSY,
  )
  async update(
    @Caller() caller: Principal,
    @Body() { password, ...details }: UpdateTagUserDto,
  ): Promise<TagUserDto> {
    const input = detailsOf(details);
    return userOf(
      password === undefined
        ? await this.users.update(caller, { id: caller.userId }, input)
        : await this.passwords.changeWith(caller, input, password),
    );
  }
}
