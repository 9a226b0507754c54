import { Body, Controller, Delete, HttpCode, Put, Res } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequirePermissions } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { sends } from '../../http/answer-headers.js';
import { entityTag, IfMatch } from '../../http/entity-tag.js';
import { Fails } from '../../http/fails.decorator.js';
import { ApplicationProviders } from './application-providers.service.js';
import type { ApplicationView } from './application.row.js';
import { APPLICATION_NOT_FOUND, APPLICATION_STALE, PROVIDER_NOT_SET } from './applications.failures.js';
import { IdOrName } from './dto/application-fields.js';
import { ApplicationDto } from './dto/application.dto.js';
import {
  PutAppleSettingsDto,
  PutFacebookSettingsDto,
  PutFirebaseSettingsDto,
  PutGoogleSettingsDto,
} from './dto/provider-settings.dto.js';

const REPLACES = 'In place of the settings that were there: a secret that is not given again is gone.';
const EXAMPLES = {
  google: {
    settings: {
      summary: 'Sign-in by Google',
      value: { clientIds: ['407408718192.apps.googleusercontent.com'], clientSecret: 'GOCSPX-…' },
    },
  },
  apple: { settings: { summary: 'Sign-in by Apple', value: { clientIds: ['com.example.shop'] } } },
  facebook: {
    settings: { summary: 'Sign-in by Facebook', value: { appId: '1234567890123456', appSecret: '0f1e2d…' } },
  },
  firebase: { settings: { summary: 'Sign-in by Firebase', value: { projectIds: ['shop-12345'] } } },
};

/** One operation for each provider, since each has settings of its own. */
@ApiTags('Applications')
@Controller('v1/applications/:idOrName/providers')
export class ApplicationProvidersController {
  constructor(private readonly providers: ApplicationProviders) {}

  @Put('google')
  @RequirePermissions('update:applications')
  @ApiOperation({
    operationId: 'putGoogleSettings',
    summary: 'Set up sign-in by Google',
    description: REPLACES,
  })
  @ApiBody({ type: PutGoogleSettingsDto, examples: EXAMPLES.google })
  @ApiOkResponse({ type: ApplicationDto, headers: sends('ETag') })
  @Fails(APPLICATION_NOT_FOUND, APPLICATION_STALE)
  async putGoogle(
    @Caller() caller: Principal,
    @IdOrName() idOrName: string,
    @Body() body: PutGoogleSettingsDto,
    @IfMatch() version: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApplicationDto> {
    const settings = PutGoogleSettingsDto.settingsOf(body);
    return tagged(await this.providers.put(caller, idOrName, 'google', settings, version), reply);
  }

  @Delete('google')
  @RequirePermissions('update:applications')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteGoogleSettings', summary: 'Switch sign-in by Google off' })
  @ApiNoContentResponse()
  @Fails(APPLICATION_NOT_FOUND, PROVIDER_NOT_SET, APPLICATION_STALE)
  async deleteGoogle(
    @Caller() caller: Principal,
    @IdOrName() idOrName: string,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    await this.providers.delete(caller, idOrName, 'google', version);
  }

  @Put('apple')
  @RequirePermissions('update:applications')
  @ApiOperation({
    operationId: 'putAppleSettings',
    summary: 'Set up sign-in by Apple',
    description: REPLACES,
  })
  @ApiBody({ type: PutAppleSettingsDto, examples: EXAMPLES.apple })
  @ApiOkResponse({ type: ApplicationDto, headers: sends('ETag') })
  @Fails(APPLICATION_NOT_FOUND, APPLICATION_STALE)
  async putApple(
    @Caller() caller: Principal,
    @IdOrName() idOrName: string,
    @Body() body: PutAppleSettingsDto,
    @IfMatch() version: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApplicationDto> {
    const settings = PutAppleSettingsDto.settingsOf(body);
    return tagged(await this.providers.put(caller, idOrName, 'apple', settings, version), reply);
  }

  @Delete('apple')
  @RequirePermissions('update:applications')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteAppleSettings', summary: 'Switch sign-in by Apple off' })
  @ApiNoContentResponse()
  @Fails(APPLICATION_NOT_FOUND, PROVIDER_NOT_SET, APPLICATION_STALE)
  async deleteApple(
    @Caller() caller: Principal,
    @IdOrName() idOrName: string,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    await this.providers.delete(caller, idOrName, 'apple', version);
  }

  @Put('facebook')
  @RequirePermissions('update:applications')
  @ApiOperation({
    operationId: 'putFacebookSettings',
    summary: 'Set up sign-in by Facebook',
    description: REPLACES,
  })
  @ApiBody({ type: PutFacebookSettingsDto, examples: EXAMPLES.facebook })
  @ApiOkResponse({ type: ApplicationDto, headers: sends('ETag') })
  @Fails(APPLICATION_NOT_FOUND, APPLICATION_STALE)
  async putFacebook(
    @Caller() caller: Principal,
    @IdOrName() idOrName: string,
    @Body() body: PutFacebookSettingsDto,
    @IfMatch() version: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApplicationDto> {
    const settings = PutFacebookSettingsDto.settingsOf(body);
    return tagged(await this.providers.put(caller, idOrName, 'facebook', settings, version), reply);
  }

  @Delete('facebook')
  @RequirePermissions('update:applications')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteFacebookSettings', summary: 'Switch sign-in by Facebook off' })
  @ApiNoContentResponse()
  @Fails(APPLICATION_NOT_FOUND, PROVIDER_NOT_SET, APPLICATION_STALE)
  async deleteFacebook(
    @Caller() caller: Principal,
    @IdOrName() idOrName: string,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    await this.providers.delete(caller, idOrName, 'facebook', version);
  }

  @Put('firebase')
  @RequirePermissions('update:applications')
  @ApiOperation({
    operationId: 'putFirebaseSettings',
    summary: 'Set up sign-in by Firebase',
    description: REPLACES,
  })
  @ApiBody({ type: PutFirebaseSettingsDto, examples: EXAMPLES.firebase })
  @ApiOkResponse({ type: ApplicationDto, headers: sends('ETag') })
  @Fails(APPLICATION_NOT_FOUND, APPLICATION_STALE)
  async putFirebase(
    @Caller() caller: Principal,
    @IdOrName() idOrName: string,
    @Body() body: PutFirebaseSettingsDto,
    @IfMatch() version: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApplicationDto> {
    const settings = PutFirebaseSettingsDto.settingsOf(body);
    return tagged(await this.providers.put(caller, idOrName, 'firebase', settings, version), reply);
  }

  @Delete('firebase')
  @RequirePermissions('update:applications')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteFirebaseSettings', summary: 'Switch sign-in by Firebase off' })
  @ApiNoContentResponse()
  @Fails(APPLICATION_NOT_FOUND, PROVIDER_NOT_SET, APPLICATION_STALE)
  async deleteFirebase(
    @Caller() caller: Principal,
    @IdOrName() idOrName: string,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    await this.providers.delete(caller, idOrName, 'firebase', version);
  }
}

function tagged(application: ApplicationView, reply: FastifyReply): ApplicationDto {
  reply.header('etag', entityTag(application.version));
  return ApplicationDto.of(application);
}
