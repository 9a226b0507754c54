import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../config/config.js';
import type { FirstAdministratorMade } from '../operations/first-administrator.js';
import type { ProcessDatabase } from './database.js';

/** Says, once it serves, where everything is; and the generated password, this one time. */
export function announce(
  { http, runtime, standins }: Config,
  app: NestFastifyApplication,
  { dataFolder }: ProcessDatabase,
  administrator: FirstAdministratorMade | null,
): void {
  const { port } = app.getHttpServer().address() as { port: number };
  const url = http.port === port ? http.publicUrl : `http://localhost:${port}`;
  const lines = [
    'Latchkey is ready.',
    `  API         ${url}/v1`,
    `  Swagger UI  ${url}/docs`,
    dataFolder === null
      ? '  Data        in the database of DATABASE_URL'
      : `  Data        ${runtime.dataDir}`,
  ];
  if (standins.isOn) {
    lines.push(`  Stand-ins   ${url}/standins   (whoever reaches this can sign in as anybody)`);
  }
  if (administrator !== null) {
    lines.push(`  Sign in as  ${administrator.username}`);
    if (administrator.generatedPassword !== null) {
      lines.push(`  Password    ${administrator.generatedPassword}   (shown this once; keep it)`);
    }
  }
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}
