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
  ElementsClientsConfigurationDto,
  ElementsClientsConfigurationRequestDto,
} from './dto/configuration.dto.js';
import { ElementsApplications } from './elements.applications.js';
import { clientsSettingsOf, ElementsConfigurations, NEW_CLIENTS } from './elements.configurations.js';
import { APPLICATION, CONFIGURATION, EXISTS, NOT_FOUND } from './elements.documents.js';

@ApiTags('Applications')
@Controller('api/rest/application/:nameOrId/configuration/apple')
export class ElementsAppleConfigurationController {
  constructor(
    private readonly applications: ElementsApplications,
    private readonly configurations: ElementsConfigurations,
  ) {}

  @Post()
  @RequirePermissions('update:applications')
  @HttpCode(200)
  @ApiOperation({ operationId: 'createAppleConfiguration', summary: 'Configure Apple' })
  @ApiParam(APPLICATION)
  @ApiBody({ type: ElementsClientsConfigurationRequestDto })
  @ApiOkResponse({ type: ElementsClientsConfigurationDto })
  @Fails(NOT_FOUND, EXISTS)
  async create(
    @Caller() caller: Principal,
    @Param('nameOrId') nameOrId: string,
    @Body() body: ElementsClientsConfigurationRequestDto,
  ): Promise<ElementsClientsConfigurationDto> {
    const settings = clientsSettingsOf<'apple'>(body, NEW_CLIENTS.apple);
    const application = await this.applications.addConfiguration(
      caller,
      nameOrId,
      'apple',
      body.parent,
      settings,
    );
    return this.configurations.clients(application, 'apple');
  }

  @Get(':configuration')
  @RequirePermissions('read:applications')
  @ApiOperation({ operationId: 'getAppleConfiguration', summary: 'Get the configuration for Apple' })
  @ApiParam(APPLICATION)
  @ApiParam(CONFIGURATION)
  @ApiOkResponse({ type: ElementsClientsConfigurationDto })
  @Fails(NOT_FOUND)
  async read(
    @Param('nameOrId') nameOrId: string,
    @Param('configuration') configuration: string,
  ): Promise<ElementsClientsConfigurationDto> {
    const application = await this.applications.getConfigured(nameOrId, 'apple', configuration);
    return this.configurations.clients(application, 'apple');
  }

  @Put(':configuration')
  @RequirePermissions('update:applications')
  @ApiOperation({ operationId: 'updateAppleConfiguration', summary: 'Change the configuration for Apple' })
  @ApiParam(APPLICATION)
  @ApiParam(CONFIGURATION)
  @ApiOkResponse({ type: ElementsClientsConfigurationDto })
  @Fails(NOT_FOUND)
  async update(
    @Caller() caller: Principal,
    @Param('nameOrId') nameOrId: string,
    @Param('configuration') configuration: string,
    @Body() body: ElementsClientsConfigurationRequestDto,
  ): Promise<ElementsClientsConfigurationDto> {
    const application = await this.applications.changeConfiguration(
      caller,
      [nameOrId, configuration],
      'apple',
      body.parent,
      (before) => clientsSettingsOf<'apple'>(body, before),
    );
    return this.configurations.clients(application, 'apple');
  }

  @Delete(':configuration')
  @RequirePermissions('update:applications')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteAppleConfiguration', summary: 'Remove the configuration for Apple' })
  @ApiParam(APPLICATION)
  @ApiParam(CONFIGURATION)
  @ApiNoContentResponse()
  @Fails(NOT_FOUND)
  async delete(
    @Caller() caller: Principal,
    @Param('nameOrId') nameOrId: string,
    @Param('configuration') configuration: string,
  ): Promise<void> {
    await this.applications.removeConfiguration(caller, nameOrId, 'apple', configuration);
  }
}
