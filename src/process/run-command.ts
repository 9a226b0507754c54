import type { INestApplicationContext } from '@nestjs/common';
import { pino } from 'pino';
import { createApp } from '../app.setup.js';
import { runWithoutRequest } from '../common/request-context.js';
import type { Config } from '../config/config.js';
import { Startup, StartupError } from '../operations/startup.js';
import { resetPassword } from './commands/reset-password.js';
import { rotateKeys } from './commands/rotate-keys.js';
import { verifyAudit } from './commands/verify-audit.js';
import { verifyLedger } from './commands/verify-ledger.js';
import { joinDatabase } from './database.js';
import { ExplainedError } from './exit.js';
import { secretKeysOf } from './secret-keys-of.js';

/**
 * A task for an operator with access to the machine.
 * @returns the exit code
 */
export type Command = (
  app: INestApplicationContext,
  args: readonly string[],
  print: (line: string) => void,
) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  'admin:reset-password': resetPassword,
  'audit:verify': verifyAudit,
  'keys:rotate': rotateKeys,
  'ledger:verify': verifyLedger,
};

const STANDARD_ERROR = 2;

/**
 * Runs one command on the database of the configuration, beside the replicas that may be serving it.
 * @throws ExplainedError when there is no such command or the database cannot be used
 */
export async function runCommand(
  name: string,
  args: readonly string[],
  config: Config,
  print = (line: string): void => void process.stdout.write(`${line}\n`),
): Promise<number> {
  const command = COMMANDS[name];
  if (command === undefined) {
    throw new ExplainedError(`There is no command "${name}". There are ${Object.keys(COMMANDS).join(', ')}.`);
  }
  const logger = pino({ level: 'warn' }, pino.destination({ fd: STANDARD_ERROR, sync: true }));
  const database = await joinDatabase(config);
  try {
    const secretKeys = await secretKeysOf(config);
    const { app } = await createApp({ config, target: database.target, secretKeys, logger });
    try {
      await app.get(Startup).prepare();
      return await runWithoutRequest(() => command(app, args, print));
    } finally {
      await app.close();
    }
  } catch (error) {
    throw error instanceof StartupError ? new ExplainedError(error.message, { cause: error }) : error;
  } finally {
    await database.stop();
  }
}
