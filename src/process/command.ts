import { loadConfig } from '../config/config.js';
import { explainAndExit } from './exit.js';

async function main(): Promise<void> {
  const config = loadConfig();
  const { runCommand } = await import('./run-command.js');
  const [, , name = '', ...args] = process.argv;
  process.exitCode = await runCommand(name, args, config);
}

main().catch(explainAndExit);
