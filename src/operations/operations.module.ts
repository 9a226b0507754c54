import { type DynamicModule, Module } from '@nestjs/common';
import type { DataSourceOptions } from 'typeorm';
import { ApplicationsModule } from '../core/applications/applications.module.js';
import { IdentitiesModule } from '../core/identities/identities.module.js';
import { LinksModule } from '../core/links/links.module.js';
import { OpaqueTokensModule } from '../core/opaque-tokens/opaque-tokens.module.js';
import { RolesModule } from '../core/roles/roles.module.js';
import { SecretsModule } from '../core/secrets/secrets.module.js';
import { SessionsModule } from '../core/sessions/sessions.module.js';
import { UsersModule } from '../core/users/users.module.js';
import { Background } from './background.js';
import { WalletModule } from '../core/wallet/wallet.module.js';
import { FirstAdministrator } from './first-administrator.js';
import { HealthController } from './health.controller.js';
import { Housekeeping } from './housekeeping.js';
import { KeyRotation } from './key-rotation.js';
import { Lifecycle } from './lifecycle.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { Readiness } from './readiness.js';
import { Startup } from './startup.js';

/** What the people who run it need: start, health, metrics, housekeeping. */
@Module({})
export class OperationsModule {
  static forRoot(lifecycle: Lifecycle, options: DataSourceOptions): DynamicModule {
    return {
      module: OperationsModule,
      imports: [
        ApplicationsModule,
        IdentitiesModule,
        LinksModule,
        OpaqueTokensModule,
        RolesModule,
        SecretsModule,
        SessionsModule,
        UsersModule,
        WalletModule,
      ],
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: Lifecycle, useValue: lifecycle },
        { provide: 'DATA_SOURCE_OPTIONS', useValue: options },
        Background,
        FirstAdministrator,
        Housekeeping,
        KeyRotation,
        Metrics,
        Readiness,
        Startup,
      ],
      exports: [Metrics, Startup],
    };
  }
}
