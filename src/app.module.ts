import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { DataSourceOptions } from 'typeorm';
import { AuthenticationModule } from './authentication/authentication.module.js';
import { RouteRules } from './authorization/route-rules.js';
import { CompatModule } from './compat/compat.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Config } from './config/config.js';
import { AccountsModule } from './core/accounts/accounts.module.js';
import { AliasesModule } from './core/aliases/aliases.module.js';
import { ApiKeysModule } from './core/api-keys/api-keys.module.js';
import { ApplicationsModule } from './core/applications/applications.module.js';
import { AuditModule } from './core/audit/audit.module.js';
import { EventsModule } from './core/events/events.module.js';
import { MailQueueModule } from './core/mail-queue/mail-queue.module.js';
import { PersonalDataModule } from './core/personal-data/personal-data.module.js';
import { ProfilesModule } from './core/profiles/profiles.module.js';
import { SecretsModule } from './core/secrets/secrets.module.js';
import { WalletModule } from './core/wallet/wallet.module.js';
import { DatabaseModule } from './database/database.module.js';
import { DocsModule } from './docs/docs.module.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { KeysModule } from './keys/keys.module.js';
import type { SecretKeys } from './keys/secret-keys.js';
import type { Lifecycle } from './operations/lifecycle.js';
import { OperationsModule } from './operations/operations.module.js';
import { ThrottlingModule } from './throttling/throttling.module.js';

export interface AppParts {
  config: Config;
  dataSource: DataSourceOptions;
  secretKeys: SecretKeys;
  lifecycle: Lifecycle;
  /** Modules that only some starts have. */
  extras: readonly Type[];
}

/** The table of contents: every module, once. */
@Module({})
export class AppModule {
  static forRoot({ config, dataSource, secretKeys, lifecycle, extras }: AppParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot(dataSource),
        KeysModule.forRoot(secretKeys),
        ThrottlingModule,
        IdempotencyModule,
        AuditModule,
        EventsModule,
        MailQueueModule,
        PersonalDataModule,
        ApiKeysModule,
        SecretsModule,
        ApplicationsModule,
        ProfilesModule,
        AccountsModule,
        AuthenticationModule,
        WalletModule,
        AliasesModule,
        CompatModule.forRoot(config.compat),
        OperationsModule.forRoot(lifecycle, dataSource),
        DocsModule,
        DiscoveryModule,
        ...extras,
      ],
      providers: [RouteRules],
    };
  }
}
