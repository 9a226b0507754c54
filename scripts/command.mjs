// What `npm run keys:rotate` and the other commands for operators run: builds when there is no build yet.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const entry = new URL('../dist/src/command.js', import.meta.url);

if (!existsSync(entry)) {
  const compiler = fileURLToPath(new URL('../node_modules/@nestjs/cli/bin/nest.js', import.meta.url));
  const { status } = spawnSync(process.execPath, [compiler, 'build'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
await import(entry.href);
