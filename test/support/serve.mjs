// Runs src/main.ts as a process of its own, from source: `node test/support/serve.mjs`, settings from the environment.
import { createServer } from 'vite';

const vite = await createServer({
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true, include: [] },
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
});
await vite.ssrLoadModule('/src/main.ts');
