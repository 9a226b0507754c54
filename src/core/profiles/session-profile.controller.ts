import { Body, Controller, Patch } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SignedIn } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import { isAdministrative, type Principal } from '../../authorization/principal.js';
import { Fails } from '../../http/fails.decorator.js';
import { SessionDto } from '../sessions/dto/session.dto.js';
import { ChooseProfileDto } from './dto/choose-profile.dto.js';
import { PROFILE_NOT_FOUND } from './profiles.failures.js';
import { SessionProfileService } from './session-profile.service.js';

const EXAMPLES = {
  another: { summary: 'Another profile', value: { profileId: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a7b' } },
  none: { summary: 'No profile any more', value: { profileId: null } },
};

@ApiTags('Sessions')
@Controller('v1/sessions/current')
export class SessionProfileController {
  constructor(private readonly sessionProfile: SessionProfileService) {}

  @Patch()
  @SignedIn()
  @ApiOperation({
    operationId: 'updateCurrentSession',
    summary: 'Use another profile without a new sign-in',
    description: 'The application of the profile comes with it, from the next request and access token on.',
  })
  @ApiBody({ type: ChooseProfileDto, examples: EXAMPLES })
  @ApiOkResponse({ type: SessionDto })
  @Fails(PROFILE_NOT_FOUND, {
    status: 404,
    code: 'sessions.not_found',
    when: 'There is no such session of the caller.',
  })
  async update(@Caller() caller: Principal, @Body() { profileId }: ChooseProfileDto): Promise<SessionDto> {
    const session = await this.sessionProfile.choose(caller, profileId);
    return SessionDto.of(session, caller.sessionId, isAdministrative(caller));
  }
}
