// What `npm start` and the commands for operators run: builds when the sources changed since the last build, then starts
// the server, or the command that is named, in this process, so that signals reach it without a detour.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const entry = join(root, 'dist/server/main.js');
const fingerprintFile = join(root, 'dist/.build-fingerprint');
const builder = join(root, 'scripts/build.mjs');
const singleSources = [
  'ormconfig.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'nest-cli.json',
  'scripts/build.mjs',
  'scripts/loader.cjs',
];

checkNode();
if (!existsSync(join(root, 'node_modules/@nestjs/core'))) {
  giveUp('The dependencies are not installed. Run "npm ci" first, then "npm start" again.');
}
// An installation without sources, such as an image, has nothing to build.
if (existsSync(join(root, 'src/main.ts'))) buildIfNeeded();
if (!existsSync(entry)) giveUp(`There is no ${entry}. Run "npm run build" in a complete checkout.`);
const program = process.argv.length > 2 ? 'command.js' : 'main.js';
await import(new URL(`../dist/server/${program}`, import.meta.url).href);

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  giveUp(
    `Latchkey needs Node 20.19 or newer, and this is Node ${process.versions.node}. Get one at https://nodejs.org.`,
  );
}

function buildIfNeeded() {
  const before = existsSync(entry) ? readFingerprint() : {};
  const now = takeFingerprint(before);
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  const changed = [...names].filter((name) => before[name]?.hash !== now[name]?.hash);
  if (changed.length > 0) build();
  // Also when only times have changed, as after a checkout: the next start then need not read those files again.
  if (JSON.stringify(before) !== JSON.stringify(now)) writeFileSync(fingerprintFile, JSON.stringify(now));
}

function build() {
  if (!existsSync(join(root, 'node_modules/@nestjs/cli'))) {
    giveUp(
      'The sources changed, but the compiler is not installed. Run "npm ci" (without --omit=dev) first.',
    );
  }
  console.log('Building…');
  // Whatever becomes of this build, the last one is not to be taken for it.
  rmSync(fingerprintFile, { force: true });
  const result = spawnSync(process.execPath, [builder], { cwd: root, encoding: 'utf8' });
  if (result.status === 0) return;
  console.error(`${result.stdout ?? ''}${result.stderr ?? ''}`.trimEnd());
  giveUp(
    result.error ? `The build could not be started: ${result.error.message}` : 'The build failed; see above.',
  );
}

/** Size, time and hash of every source, by its path; hashes of files whose size and time are as before are taken over. */
function takeFingerprint(before) {
  const entries = listSources().map((name) => {
    const { size, mtimeMs } = statSync(join(root, name));
    const known = before[name];
    if (known?.size === size && known.mtimeMs === mtimeMs) return [name, known];
    const hash = createHash('sha256')
      .update(readFileSync(join(root, name)))
      .digest('hex');
    return [name, { size, mtimeMs, hash }];
  });
  return Object.fromEntries(entries);
}

function listSources() {
  const inFolder = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile() && !found.name.endsWith('.spec.ts'))
    .map((found) => join(found.parentPath, found.name).slice(root.length));
  return [...inFolder, ...singleSources.filter((name) => existsSync(join(root, name)))].sort();
}

function readFingerprint() {
  try {
    return JSON.parse(readFileSync(fingerprintFile, 'utf8'));
  } catch {
    return {};
  }
}

function giveUp(message) {
  console.error(message);
  process.exit(1);
}
