import { Module } from '@nestjs/common';
import { AuthenticationModule } from '../../authentication/authentication.module.js';
import { AccountsModule } from '../../core/accounts/accounts.module.js';
import { IdentitiesModule } from '../../core/identities/identities.module.js';
import { UsersModule } from '../../core/users/users.module.js';
import type { Face } from '../../http/mount.js';
import type { Dialect } from '../dialect.js';
import { AntflyApiKeysController } from './antfly-api-keys.controller.js';
import { AntflyController } from './antfly.controller.js';
import { renderAntflyError } from './antfly.errors.js';
import { AntflyPermissionsController } from './antfly-permissions.controller.js';

@Module({
  imports: [AccountsModule, AuthenticationModule, IdentitiesModule, UsersModule],
  controllers: [AntflyController, AntflyPermissionsController, AntflyApiKeysController],
})
export class AntflyModule {}

const FACE: Face = {
  name: 'antfly',
  title: 'Antfly',
  introduction:
    'The users API of Antfly over the accounts of this service: same paths, headers, statuses and bodies. Send `Authorization: Basic` with user name and password, or `ApiKey` or `Bearer` with the base64 of `key_id:key_secret`; an access token of this service works under `Bearer` as well.',
  tags: {
    Users: 'Users and their passwords.',
    Permissions: 'What users may do on tables and users.',
    'API keys': 'Long-lived keys of users.',
  },
  errorSchemas: {
    AntflyError: {
      type: 'object',
      required: ['error'],
      properties: { error: { type: 'string', example: 'user not found' } },
    },
  },
  errorSchemaOf: () => 'AntflyError',
  securitySchemes: {},
};

/** The users API of Antfly, as first published. */
export const antfly: Dialect = {
  module: AntflyModule,
  mounts: [
    {
      prefix: '/api/v1/users',
      credentials: ['access-token', 'encoded-api-key', 'basic'],
      acceptsForms: false,
      face: FACE,
      renderError: renderAntflyError,
    },
  ],
};
