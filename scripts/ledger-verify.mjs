// npm run ledger:verify: runs the built command, and builds it first in a checkout that was not built yet.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const COMMAND = new URL('../dist/src/process/ledger-verify.js', import.meta.url);

if (!existsSync(COMMAND)) {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
}
await import(COMMAND.href);
