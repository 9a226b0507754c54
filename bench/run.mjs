// Runs a benchmark from source: `node bench/run.mjs ledger`. Servers that it starts are the built ones: `npm run build`.
import { createServer } from 'vite';

const [name = '', ...rest] = process.argv.splice(2);
process.argv.push(...rest);
const vite = await createServer({
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true, include: [] },
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
});
await vite.ssrLoadModule(`/bench/${name}.ts`);
await vite.close();
process.exit();
