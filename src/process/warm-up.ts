import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { createApp } from '../app.setup.js';
import { loadConfig } from '../config/config.js';
import { SecretKeys } from '../keys/secret-keys.js';

const NOWHERE = 'postgres://nobody@127.0.0.1:9/nothing';

/** Builds the application as a start does, but without a database and without a port, so that what runs then has run once. */
export async function warmUp(): Promise<void> {
  const config = loadConfig({ DATABASE_URL: NOWHERE, SECRET_KEY: randomBytes(32).toString('base64') });
  const { app } = await createApp({
    config,
    target: { url: NOWHERE },
    secretKeys: new SecretKeys([randomBytes(32)]),
    logger: pino({ level: 'silent' }),
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
}
