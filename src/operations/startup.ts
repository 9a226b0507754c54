import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { runWithoutRequest } from '../common/request-context.js';
import { RolesService } from '../core/roles/roles.service.js';
import { CurrenciesService } from '../core/wallet/currencies/currencies.service.js';
import { WalletUpkeep } from '../core/wallet/wallet-upkeep.js';

import { APPLICATION_ROLE } from '../database/application-role.js';
import { isMigrated, migrate, SchemaTooNewError } from '../database/migrate.js';
import { isConnectionError, sqlState } from '../database/sql-errors.js';
import { KeyRing } from '../keys/key-ring.js';
import { SecretBoxError } from '../keys/secret-box.js';
import { Background } from './background.js';
import { FirstAdministrator, type FirstAdministratorMade } from './first-administrator.js';
import { Housekeeping } from './housekeeping.js';
import { Lifecycle } from './lifecycle.js';

const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 10_000;

const NO_ROLE = `The database user may not create the role ${APPLICATION_ROLE}, so the server works with the rights of the tables' owner. To change that, create it and grant it to this user.`;

/** A start that no waiting will mend; the message is for the operator. */
export class StartupError extends Error {}

/**
 * Brings the process from listening to ready: database, schema, keys, roles, currencies, a look at the books, first administrator. While the database is
 * away it keeps trying.
 */
@Injectable()
export class Startup {
  private readonly logger = new Logger(Startup.name);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject('DATA_SOURCE_OPTIONS') private readonly options: DataSourceOptions & { type: 'postgres' },
    private readonly keys: KeyRing,
    private readonly roles: RolesService,
    private readonly currencies: CurrenciesService,
    private readonly walletUpkeep: WalletUpkeep,
    private readonly administrator: FirstAdministrator,
    private readonly housekeeping: Housekeeping,
    private readonly background: Background,
    private readonly lifecycle: Lifecycle,
  ) {}

  /**
   * @returns the administrator, if this start made one
   * @throws StartupError
   */
  async run(): Promise<FirstAdministratorMade | null> {
    for (let waitMs = FIRST_WAIT_MS; !this.lifecycle.isStopping; waitMs = Math.min(waitMs * 2, MAX_WAIT_MS)) {
      try {
        return await runWithoutRequest(() => this.attempt());
      } catch (error) {
        if (!isWorthWaiting(error)) {
          throw new StartupError(explain(error), { cause: error });
        }
        this.logger.warn({
          message: `The database cannot be used yet; next try in ${waitMs} ms.`,
          cause: error instanceof Error ? error.message : String(error),
        });
        await delay(waitMs);
      }
    }
    return null;
  }

  /**
   * Makes the database usable for one task, without becoming a replica: no waiting, nothing in the background.
   * @throws StartupError
   */
  async prepare(): Promise<void> {
    try {
      await runWithoutRequest(() => this.open());
    } catch (error) {
      throw new StartupError(explain(error), { cause: error });
    }
  }

  private async open(): Promise<void> {
    await this.connect();
    if (!(await isMigrated(this.dataSource))) {
      // A connection takes on the role when it is opened, and it may only be made now.
      await this.dataSource.destroy();
      const { hasApplicationRole } = await migrate(this.options);
      if (!hasApplicationRole) {
        this.logger.warn({ message: NO_ROLE });
      }
      await this.connect();
    }
    await this.keys.initialize();
    await this.roles.ensureBuiltIn();
    await this.currencies.ensureFirst();
  }

  private async connect(): Promise<void> {
    if (!this.dataSource.isInitialized) {
      await this.dataSource.initialize();
    }
  }

  private async attempt(): Promise<FirstAdministratorMade | null> {
    await this.open();
    await this.walletUpkeep.start();
    const made = await this.administrator.ensure();
    this.housekeeping.start();
    this.background.start();
    this.lifecycle.becomeReady();
    return made;
  }
}

/** Unreachable, restarting, full, not yet created, or the password not yet changed: all of that passes. */
function isWorthWaiting(error: unknown): boolean {
  return isConnectionError(error) || /^(08|28|3D|40|53|55|57)/.test(sqlState(error) ?? '');
}

function explain(error: unknown): string {
  if (error instanceof SchemaTooNewError) {
    return error.message;
  }
  if (error instanceof SecretBoxError) {
    return 'SECRET_KEY is not the key that this database was set up with. Use that key; without it the data stays locked.';
  }
  return `The database could not be prepared: ${error instanceof Error ? error.message : String(error)}`;
}
