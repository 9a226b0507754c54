import type { Readable } from 'node:stream';
import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequirePermissions } from '../../authorization/access.decorators.js';
import { RoleCatalogueService } from '../../core/roles/role-catalogue.service.js';
import { streamJsonList } from '../../http/json-list.js';
import { organizationRoleOf } from './bluebricks.mapper.js';
import { BluebricksOrganizationRoleDto } from './dto/organization-role.dto.js';

@ApiTags('Organization')
@Controller('api/v1/organization')
export class BluebricksOrganizationController {
  constructor(private readonly roles: RoleCatalogueService) {}

  @Get('roles')
  @RequirePermissions('read:organization')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ operationId: 'listOrganizationRoles', summary: 'List the roles of the organization' })
  @ApiOkResponse({ type: BluebricksOrganizationRoleDto, isArray: true })
  list(): Promise<Readable> {
    return streamJsonList(this.roles.all(), organizationRoleOf);
  }
}
