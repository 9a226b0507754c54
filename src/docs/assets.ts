import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Asset {
  path: string;
  type: string;
}

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';

const swaggerUi = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const own = fileURLToPath(new URL('ui', import.meta.url));

/** The files of the page by name; there is no way to ask for any other. */
export const ASSETS: ReadonlyMap<string, Asset> = new Map([
  ['swagger-ui-bundle.js', { path: join(swaggerUi, 'swagger-ui-bundle.js'), type: SCRIPT }],
  ['swagger-ui.css', { path: join(swaggerUi, 'swagger-ui.css'), type: STYLE }],
  ['latchkey.js', { path: join(own, 'latchkey.js'), type: SCRIPT }],
  ['latchkey.css', { path: join(own, 'latchkey.css'), type: STYLE }],
  ['icon.svg', { path: join(own, 'icon.svg'), type: 'image/svg+xml' }],
]);
