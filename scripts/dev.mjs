// What `npm run dev` runs: compiles on every change and restarts the server after each build without errors. A build
// with errors shows them and leaves the running server alone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const compilerProgram = join(root, 'node_modules/@nestjs/cli/bin/nest.js');
const shutdownMs = 15_000;

if (!existsSync(compilerProgram)) {
  console.error('The dependencies are not installed. Run "npm ci" first, then "npm run dev" again.');
  process.exit(1);
}

const environment = { NODE_ENV: 'development', PROVIDER_STANDINS: 'on', ...process.env };
let server;
let isStopping = false;
let isRestartWaiting = false;
let lastRestart = Promise.resolve();

const compiler = spawn(process.execPath, [compilerProgram, 'build', '--watch', '--preserveWatchOutput'], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
});
createInterface({ input: compiler.stdout }).on('line', (line) => {
  if (line.trim()) console.log(line);
  if (/\bFound 0 errors\b/.test(line)) requestRestart();
});
compiler.once('exit', (code) => void stop(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0));

/** Builds that end while a restart is under way are answered by one more restart, however many they are. */
function requestRestart() {
  if (isRestartWaiting) return;
  isRestartWaiting = true;
  lastRestart = lastRestart.then(async () => {
    isRestartWaiting = false;
    await stopServer();
    if (!isStopping) startServer();
  });
}

function startServer() {
  // In a session of its own, so that Ctrl-C reaches it once, through us.
  const started = spawn(process.execPath, ['--enable-source-maps', join(root, 'dist/src/main.js')], {
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: process.platform !== 'win32',
  });
  server = started;
  started.once('exit', (code, signal) => {
    if (server !== started) return;
    server = undefined;
    if (!isStopping)
      console.error(`The server ended (${signal ?? code}); it starts again after the next change.`);
  });
}

async function stopServer() {
  const running = server;
  if (!running) return;
  server = undefined;
  const ended = once(running, 'exit');
  running.kill('SIGTERM');
  const impatience = setTimeout(() => running.kill('SIGKILL'), shutdownMs);
  await ended;
  clearTimeout(impatience);
}

async function stop(exitCode) {
  if (isStopping) return;
  isStopping = true;
  compiler.kill();
  await lastRestart;
  await stopServer();
  process.exit(exitCode);
}
