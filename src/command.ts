import { loadConfig } from './config/config.js';
import { explainAndExit } from './process/exit.js';

try {
  const config = loadConfig();
  const { runCommand } = await import('./process/run-command.js');
  const [, , name = '', ...args] = process.argv;
  process.exitCode = await runCommand(name, args, config);
} catch (error) {
  explainAndExit(error);
}
