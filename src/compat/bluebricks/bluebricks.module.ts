import { Module } from '@nestjs/common';
import { AliasesModule } from '../../core/aliases/aliases.module.js';
import { RolesModule } from '../../core/roles/roles.module.js';
import { UsersModule } from '../../core/users/users.module.js';
import type { Face } from '../../http/mount.js';
import type { Dialect } from '../dialect.js';
import { BluebricksController } from './bluebricks.controller.js';
import { BluebricksIds } from './bluebricks.ids.js';
import { BluebricksOrganizationController } from './bluebricks-organization.controller.js';
import { renderBluebricksError } from './bluebricks.errors.js';

@Module({
  imports: [AliasesModule, RolesModule, UsersModule],
  controllers: [BluebricksController, BluebricksOrganizationController],
  providers: [BluebricksIds],
})
export class BluebricksModule {}

const FACE: Face = {
  name: 'bluebricks',
  title: 'Bluebricks',
  introduction:
    'The users API of Bluebricks over the accounts of this service: same paths, headers, statuses and bodies. Send an access token of this service, `Authorization: Bearer …`.',
  tags: {
    Users: 'The current user, other users, and their roles.',
    Organization: 'The roles there are.',
  },
  errorSchemas: {
    BluebricksError: {
      type: 'object',
      required: ['statusCode', 'message', 'error'],
      properties: {
        statusCode: { type: 'integer', example: 404 },
        message: { type: 'string', example: 'User not found' },
        error: { type: 'string', description: 'The name of the status.', example: 'Not Found' },
      },
    },
  },
  errorSchemaOf: () => 'BluebricksError',
  securitySchemes: {},
};

/** The users API of Bluebricks. */
export const bluebricks: Dialect = {
  module: BluebricksModule,
  mounts: ['/api/v1/user', '/api/v1/organization'].map((prefix) => ({
    prefix,
    credentials: ['access-token'],
    acceptsForms: false,
    face: FACE,
    renderError: renderBluebricksError,
  })),
};
