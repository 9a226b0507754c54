// Runs a file of src/ as a process of its own, from source: `node test/support/serve.mjs /src/main.ts`.
import { createServer } from 'vite';

const vite = await createServer({
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true, include: [] },
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
});
await vite.ssrLoadModule(process.argv.splice(2, 1)[0]);
