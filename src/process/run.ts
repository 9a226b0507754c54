import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { createApp } from '../app.setup.js';
import type { Config } from '../config/config.js';
import { SecretKeys } from '../keys/secret-keys.js';
import { readOrMakeSecretKey } from '../keys/secret-key.file.js';
import type { FirstAdministratorMade } from '../operations/first-administrator.js';
import { createLogger } from '../operations/logger.js';
import { Startup, StartupError } from '../operations/startup.js';
import { announce } from './announcement.js';
import { openDatabase } from './database.js';
import { ExplainedError } from './exit.js';
import { Shutdown } from './shutdown.js';

/**
 * The life of the process: database, listen, get ready, announce, and stop when told to.
 * @throws ExplainedError when it cannot start for a reason the operator can mend
 */
export async function run(config: Config): Promise<void> {
  const logger = await createLogger(config.logging, process.stdout.isTTY);
  const database = await openDatabase(config, (message) => logger.info(message));
  try {
    const { app, lifecycle } = await createApp({
      config,
      target: database.target,
      secretKeys: await secretKeysOf(config),
      logger,
    });
    const shutdown = new Shutdown(app, lifecycle, database, logger);
    shutdown.listenForSignals();
    await listen(app, config);
    const administrator = await getReady(app, logger);
    if (lifecycle.isReady) {
      announce(config, app, database, administrator);
    }
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** The keys of SECRET_KEY, or those of the data folder. */
export async function secretKeysOf({ keys, runtime }: Config): Promise<SecretKeys> {
  return new SecretKeys(keys.secretKeys ?? [await readOrMakeSecretKey(runtime.dataDir)]);
}

async function listen(app: NestFastifyApplication, { http }: Config): Promise<void> {
  try {
    await app.listen(http.port, http.host);
  } catch (error) {
    throw explainListenError(error, http);
  }
}

function explainListenError(error: unknown, { host, port }: Config['http']): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new ExplainedError(
        `Port ${port} on ${host} is in use by another program, perhaps another Latchkey. Stop it, or set PORT to another number.`,
      );
    case 'EACCES':
      return new ExplainedError(
        `Port ${port} on ${host} may not be opened by this user. Set PORT to a number above 1023.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ExplainedError(
        `This machine has no address ${host}. Set HOST to one it has, or to 0.0.0.0 for all.`,
      );
    default:
      return error;
  }
}

async function getReady(app: NestFastifyApplication, logger: Logger): Promise<FirstAdministratorMade | null> {
  try {
    return await app.get(Startup).run();
  } catch (error) {
    if (error instanceof StartupError) {
      logger.fatal({ message: error.message, cause: String(error.cause) });
      await app.close();
      throw new ExplainedError(error.message, { cause: error });
    }
    throw error;
  }
}
