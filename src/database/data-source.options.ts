import pg from 'pg';
import type { DataSourceOptions, EntitySchema, MixedList } from 'typeorm';
import { workAsApplicationRole } from './application-role.js';
import type { DatabaseConfig } from '../config/database.config.js';
import type { DatabaseTarget } from './database.target.js';
import { migrations } from './migrations/index.js';
import { SnakeCaseNamingStrategy } from './naming.strategy.js';

const ACQUIRE_TIMEOUT_MS = 2_000;
const STATEMENT_TIMEOUT_MS = 5_000;
const LOCK_TIMEOUT_MS = 2_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;
/** The client gives up after the server should have; the connection is then destroyed. */
const CLIENT_TIMEOUT_MS = 5_500;

/**
 * The one description of the data source, used by the app and by `ormconfig.ts`.
 * Instants are read and written in UTC; `synchronize` is never on.
 */
export function buildDataSourceOptions(
  target: DatabaseTarget,
  config: Pick<DatabaseConfig, 'poolSize'>,
  // TypeORM's own type for an entity class
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type
  entities: MixedList<Function | string | EntitySchema>,
): DataSourceOptions & { type: 'postgres' } {
  // The embedded server speaks no TLS, whatever the environment tells the driver to ask for.
  const { user, ...parts } =
    'url' in target ? { user: undefined, url: target.url } : { ...target, ssl: false };
  return {
    type: 'postgres',
    // TypeORM would look for it by its name, and find another copy beside the bundle.
    driver: pg,
    ...parts,
    ...(user === undefined ? {} : { username: user }),
    entities,
    migrations,
    migrationsTableName: 'migrations',
    metadataTableName: 'typeorm_metadata',
    namingStrategy: new SnakeCaseNamingStrategy(),
    synchronize: false,
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    applicationName: 'latchkey',
    poolSize: config.poolSize,
    connectTimeoutMS: ACQUIRE_TIMEOUT_MS,
    logging: false,
    extra: {
      statement_timeout: STATEMENT_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
      query_timeout: CLIENT_TIMEOUT_MS,
      options: '-c timezone=UTC',
    },
    // The pool has an idle client that broke: it is gone already, and the next request opens another.
    poolErrorHandler: () => undefined,
  };
}

/** The same for the server, whose connections work as a role that owns no table; migrations need the owner. */
export function asApplication(options: ReturnType<typeof buildDataSourceOptions>): typeof options {
  return { ...options, extra: { ...(options.extra as object), onConnect: workAsApplicationRole } };
}
