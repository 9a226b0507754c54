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
  ElementsFirebaseConfigurationDto,
  ElementsFirebaseConfigurationRequestDto,
} from './dto/configuration.dto.js';
import { ElementsApplications } from './elements.applications.js';
import { ElementsConfigurations, firebaseSettingsOf } from './elements.configurations.js';
import { APPLICATION, CONFIGURATION, EXISTS, NOT_FOUND } from './elements.documents.js';

@ApiTags('Applications')
@Controller('api/rest/application/:nameOrId/configuration/firebase')
export class ElementsFirebaseConfigurationController {
  constructor(
    private readonly applications: ElementsApplications,
    private readonly configurations: ElementsConfigurations,
  ) {}

  @Post()
  @RequirePermissions('update:applications')
  @HttpCode(200)
  @ApiOperation({ operationId: 'createFirebaseConfiguration', summary: 'Configure Firebase' })
  @ApiParam(APPLICATION)
  @ApiBody({ type: ElementsFirebaseConfigurationRequestDto })
  @ApiOkResponse({ type: ElementsFirebaseConfigurationDto })
  @Fails(NOT_FOUND, EXISTS)
  async create(
    @Caller() caller: Principal,
    @Param('nameOrId') nameOrId: string,
    @Body() body: ElementsFirebaseConfigurationRequestDto,
  ): Promise<ElementsFirebaseConfigurationDto> {
    const settings = firebaseSettingsOf(body);
    const application = await this.applications.addConfiguration(
      caller,
      nameOrId,
      'firebase',
      body.parent,
      settings,
    );
    return this.configurations.firebase(application);
  }

  @Get(':configuration')
  @RequirePermissions('read:applications')
  @ApiOperation({ operationId: 'getFirebaseConfiguration', summary: 'Get the configuration for Firebase' })
  @ApiParam(APPLICATION)
  @ApiParam(CONFIGURATION)
  @ApiOkResponse({ type: ElementsFirebaseConfigurationDto })
  @Fails(NOT_FOUND)
  async read(
    @Param('nameOrId') nameOrId: string,
    @Param('configuration') configuration: string,
  ): Promise<ElementsFirebaseConfigurationDto> {
    const application = await this.applications.getConfigured(nameOrId, 'firebase', configuration);
    return this.configurations.firebase(application);
  }

  @Put(':configuration')
  @RequirePermissions('update:applications')
  @ApiOperation({
    operationId: 'updateFirebaseConfiguration',
    summary: 'Change the configuration for Firebase',
  })
  @ApiParam(APPLICATION)
  @ApiParam(CONFIGURATION)
  @ApiOkResponse({ type: ElementsFirebaseConfigurationDto })
  @Fails(NOT_FOUND)
  async update(
    @Caller() caller: Principal,
    @Param('nameOrId') nameOrId: string,
    @Param('configuration') configuration: string,
    @Body() body: ElementsFirebaseConfigurationRequestDto,
  ): Promise<ElementsFirebaseConfigurationDto> {
    const application = await this.applications.changeConfiguration(
      caller,
      [nameOrId, configuration],
      'firebase',
      body.parent,
      () => firebaseSettingsOf(body),
    );
    return this.configurations.firebase(application);
  }

  @Delete(':configuration')
  @RequirePermissions('update:applications')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteFirebaseConfiguration',
    summary: 'Remove the configuration for Firebase',
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
    await this.applications.removeConfiguration(caller, nameOrId, 'firebase', configuration);
  }
}
