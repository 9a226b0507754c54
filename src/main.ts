import { loadConfig } from './config/config.js';
import { explainAndExit } from './process/exit.js';

async function main(): Promise<void> {
  const config = loadConfig();
  // Everything else takes a second to load; a bad setting is told at once.
  const { run } = await import('./process/run.js');
  await run(config);
}

main().catch(explainAndExit);
