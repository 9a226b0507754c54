import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, ServerProcess } from '../support/server-process.js';
import { createTestDatabase, urlOf } from '../support/test-database.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let image: string;
let environment: Record<string, string>;
beforeAll(async () => {
  // What the Dockerfile leaves of a build.
  image = await mkdtemp(join(tmpdir(), 'latchkey-image-'));
  const bundle = join(image, 'dist/server');
  await cp(join(ROOT, 'dist/server'), bundle, { recursive: true });
  const standins = (await readdir(bundle)).filter((name) => name.startsWith('standins.module-'));
  expect(standins).not.toEqual([]);
  await Promise.all(standins.map((name) => rm(join(bundle, name))));
  await cp(join(ROOT, 'package.json'), join(image, 'package.json'));
  await symlink(join(ROOT, 'node_modules'), join(image, 'node_modules'));
  environment = {
    DATABASE_URL: urlOf(await createTestDatabase()),
    SECRET_KEY: randomBytes(32).toString('base64'),
    ADMIN_PASSWORD: 'a password for a test',
    PUBLIC_URL: 'https://accounts.example.com',
    PORT: await freePort(),
  };
});
afterAll(() => rm(image, { recursive: true, force: true }));

function start(members: Record<string, string>): ServerProcess {
  return new ServerProcess({ ...environment, ...members }, join(image, 'dist/server/main.js'));
}

describe('a build without the stand-ins', () => {
  it('holds nothing of them', async () => {
    const bundle = join(image, 'dist/server');
    const scripts = (await readdir(bundle)).filter((name) => name.endsWith('.js'));
    const texts = await Promise.all(scripts.map((name) => readFile(join(bundle, name), 'utf8')));
    expect(texts.filter((text) => text.includes('class StandinsModule'))).toEqual([]);
  });

  it('runs in production, which never loads them', async () => {
    const server = start({ NODE_ENV: 'production' });
    await server.ready();
    expect((await fetch(`${server.url}/standins`)).status).toBe(404);
    expect(await server.stop()).toBe(0);
  });

  it('refuses the setting in production, before anything else', async () => {
    const server = start({ NODE_ENV: 'production', PROVIDER_STANDINS: 'on' });
    expect(await server.exited).toBe(1);
    expect(server.output).toContain('PROVIDER_STANDINS: expected on or off; off with NODE_ENV=production');
  });

  it('does not have them for development either', async () => {
    const server = start({ NODE_ENV: 'development', PROVIDER_STANDINS: 'on' });
    expect(await server.exited).not.toBe(0);
    expect(server.output).toContain('standins');
  });
});
