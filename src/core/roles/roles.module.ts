import { Module } from '@nestjs/common';
import { PersonalData } from '../personal-data/personal-data.js';
import { GrantSets } from './grant-sets.js';
import { GrantsService } from './grants.service.js';
import { PermissionChecksService } from './permission-checks.service.js';
import { PermissionClosures } from './permission-closures.js';
import { PermissionListService } from './permission-list.service.js';
import { PermissionsController } from './permissions.controller.js';
import { RoleCatalogueService } from './role-catalogue.service.js';
import { RoleGraph } from './role-graph.js';
import { RoleHoldersService } from './role-holders.service.js';
import { RolesController } from './roles.controller.js';
import { RolesService } from './roles.service.js';

@Module({
  controllers: [RolesController, PermissionsController],
  providers: [
    GrantSets,
    GrantsService,
    PermissionChecksService,
    PermissionClosures,
    PermissionListService,
    RoleCatalogueService,
    RoleGraph,
    RoleHoldersService,
    RolesService,
  ],
  exports: [
    GrantSets,
    GrantsService,
    PermissionChecksService,
    RoleCatalogueService,
    RoleGraph,
    RoleHoldersService,
    RolesService,
  ],
})
export class RolesModule {
  constructor(data: PersonalData, grants: GrantsService) {
    data.add('grants', ({ userId }) => grants.all(userId));
  }
}
