import { ConfigError } from '../config/config.js';

/** A start that failed for a reason the operator can mend; its message is all they need. */
export class ExplainedError extends Error {}

/** Ends the process with a message for the person at the terminal: without a stack where there is nothing to debug. */
export function explainAndExit(error: unknown): never {
  const isExplained = error instanceof ConfigError || error instanceof ExplainedError;
  process.stderr.write(
    `${isExplained ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exit(1);
}
