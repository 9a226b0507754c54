import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import {
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { RequirePermissions } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { Fails } from '../../http/fails.decorator.js';
import {
  ElementsFacebookConfigurationDto,
  ElementsFacebookConfigurationRequestDto,
} from './dto/configuration.dto.js';
import { ElementsApplications } from './elements.applications.js';
import { ElementsConfigurations, facebookSettingsOf } from './elements.configurations.js';
import { APPLICATION, CONFIGURATION, EXISTS, NOT_FOUND } from './elements.documents.js';

@ApiTags('Applications')
@Controller('api/rest/application/:nameOrId/configuration/facebook')
export class ElementsFacebookConfigurationController {
  constructor(
    private readonly applications: ElementsApplications,
    private readonly configurations: ElementsConfigurations,
  ) {}

  @Post()
  @RequirePermissions('update:applications')
  @HttpCode(200)
  @ApiOperation({ operationId: 'createFacebookConfiguration', summary: 'Configure Facebook' })
  @ApiParam(APPLICATION)
  @ApiBody({ type: ElementsFacebookConfigurationRequestDto })
  @ApiOkResponse({ type: ElementsFacebookConfigurationDto })
  @Fails(NOT_FOUND, EXISTS)
  async create(
    @Caller() caller: Principal,
    @Param('nameOrId') nameOrId: string,
    @Body() body: ElementsFacebookConfigurationRequestDto,
  ): Promise<ElementsFacebookConfigurationDto> {
    const settings = facebookSettingsOf(body);
    const application = await this.applications.addConfiguration(
      caller,
      nameOrId,
      'facebook',
      body.parent,
      settings,
    );
    return this.configurations.facebook(application);
  }

  @Get(':configuration')
  @RequirePermissions('read:applications')
  @ApiOperation({ operationId: 'getFacebookConfiguration', summary: 'Get the configuration for Facebook' })
  @ApiParam(APPLICATION)
  @ApiParam(CONFIGURATION)
  @ApiOkResponse({ type: ElementsFacebookConfigurationDto })
  @Fails(NOT_FOUND)
  async read(
    @Param('nameOrId') nameOrId: string,
    @Param('configuration') configuration: string,
  ): Promise<ElementsFacebookConfigurationDto> {
    const application = await this.applications.getConfigured(nameOrId, 'facebook', configuration);
    return this.configurations.facebook(application);
  }

  @Put(':configuration')
  @RequirePermissions('update:applications')
  @ApiOperation({
    operationId: 'updateFacebookConfiguration',
    summary: 'Change the configuration for Facebook',
  })
  @ApiParam(APPLICATION)
  @ApiParam(CONFIGURATION)
  @ApiOkResponse({ type: ElementsFacebookConfigurationDto })
  @Fails(NOT_FOUND)
  async update(
    @Caller() caller: Principal,
    @Param('nameOrId') nameOrId: string,
    @Param('configuration') configuration: string,
    @Body() body: ElementsFacebookConfigurationRequestDto,
  ): Promise<ElementsFacebookConfigurationDto> {
    const application = await this.applications.changeConfiguration(
      caller,
      [nameOrId, configuration],
      'facebook',
      body.parent,
      (before) => facebookSettingsOf(body, before),
    );
    return this.configurations.facebook(application);
  }

  @Delete(':configuration')
  @RequirePermissions('update:applications')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteFacebookConfiguration',
    summary: 'Remove the configuration for Facebook',
  })
  @ApiParam(APPLICATION)
  @ApiParam(CONFIGURATION)
  @ApiNoContentResponse()
  @Fails(NOT_FOUND)
  async delete(
    @Caller() caller: Principal,
    @Param('nameOrId') nameOrId: string,
    @Param('configuration') configuration: string,
  ): Promise<void> {
    await this.applications.removeConfiguration(caller, nameOrId, 'facebook', configuration);
  }
}
