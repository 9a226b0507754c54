import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { Fails } from '../../http/fails.decorator.js';
import {
  ElementsFacebookSessionCreationDto,
  ElementsFacebookSessionDto,
  ElementsFirebaseSessionDto,
  ElementsIdentityTokenSessionDto,
  ElementsSessionCreationDto,
} from './dto/session.dto.js';
import { ElementsProviderSessions } from './elements.provider-sessions.js';
import type { Opened } from './elements.sessions.js';
import { ElementsViews } from './elements.views.js';

const LINKS =
  'Creates the user when there is none. With a session it links the provider to its user instead, who is told by mail.';
const REFUSED = {
  status: 403,
  code: 'sessions.token_refused',
  when: 'The token cannot be verified.',
} as const;
const CONFLICTS = [
  { status: 409, code: 'identities.taken', when: 'Who they are at the provider opens another user.' },
  {
    status: 409,
    code: 'identities.second_of_provider',
    when: 'The user is somebody else at this provider already.',
  },
  {
    status: 409,
    code: 'sessions.email_in_use',
    when: 'A user has the address, and it is not proven to be the same person’s.',
  },
] as const;
const NO_APPLICATION = {
  status: 404,
  code: 'applications.not_found',
  when: 'There is no such application.',
} as const;
const OFF = { status: 404, code: 'sessions.provider_off', when: 'The provider is not configured.' } as const;

@ApiTags('Provider sessions')
@Controller('api/rest')
export class ElementsProviderSessionsController {
  constructor(
    private readonly sessions: ElementsProviderSessions,
    private readonly views: ElementsViews,
  ) {}

  @Post('googlesignin_session')
  @Public({ readsCaller: true })
  @HttpCode(200)
  @ApiOperation({ operationId: 'createGoogleSession', summary: 'Sign in by Google', description: LINKS })
  @ApiBody({ type: ElementsIdentityTokenSessionDto })
  @ApiOkResponse({ type: ElementsSessionCreationDto })
  @Fails(REFUSED, NO_APPLICATION, OFF, ...CONFLICTS)
  async google(
    @Caller() caller: Principal | undefined,
    @Body() { applicationNameOrId, identityToken }: ElementsIdentityTokenSessionDto,
  ): Promise<ElementsSessionCreationDto> {
    return this.show(
      await this.sessions.byIdentityToken(caller, 'google', applicationNameOrId, identityToken),
    );
  }

  @Post('applesignin_session')
  @Public({ readsCaller: true })
  @HttpCode(200)
  @ApiOperation({ operationId: 'createAppleSession', summary: 'Sign in by Apple', description: LINKS })
  @ApiBody({ type: ElementsIdentityTokenSessionDto })
  @ApiOkResponse({ type: ElementsSessionCreationDto })
  @Fails(REFUSED, NO_APPLICATION, OFF, ...CONFLICTS)
  async apple(
    @Caller() caller: Principal | undefined,
    @Body() { applicationNameOrId, identityToken }: ElementsIdentityTokenSessionDto,
  ): Promise<ElementsSessionCreationDto> {
    return this.show(
      await this.sessions.byIdentityToken(caller, 'apple', applicationNameOrId, identityToken),
    );
  }

  @Post('firebase_session')
  @Public({ readsCaller: true })
  @HttpCode(200)
  @ApiOperation({
    operationId: 'createFirebaseSession',
    summary: 'Sign in by Firebase',
    description: `To the application that is configured for the token’s project. ${LINKS}`,
  })
  @ApiBody({ type: ElementsFirebaseSessionDto })
  @ApiOkResponse({ type: ElementsSessionCreationDto })
  @Fails(REFUSED, ...CONFLICTS)
  async firebase(
    @Caller() caller: Principal | undefined,
    @Body() { firebaseJWT }: ElementsFirebaseSessionDto,
  ): Promise<ElementsSessionCreationDto> {
    return this.show(await this.sessions.byFirebase(caller, firebaseJWT));
  }

  @Post('facebook_session')
  @Public({ readsCaller: true })
  @HttpCode(200)
  @ApiOperation({ operationId: 'createFacebookSession', summary: 'Sign in by Facebook', description: LINKS })
  @ApiBody({ type: ElementsFacebookSessionDto })
  @ApiOkResponse({ type: ElementsFacebookSessionCreationDto })
  @Fails(REFUSED, NO_APPLICATION, OFF, ...CONFLICTS)
  async facebook(
    @Caller() caller: Principal | undefined,
    @Body() body: ElementsFacebookSessionDto,
  ): Promise<ElementsFacebookSessionCreationDto> {
    const opened = await this.sessions.byFacebook(caller, body);
    return { ...(await this.show(opened)), userAccessToken: opened.userAccessToken };
  }

  private async show({ secret, signedIn }: Opened): Promise<ElementsSessionCreationDto> {
    return { sessionSecret: secret, session: await this.views.session(signedIn) };
  }
}
