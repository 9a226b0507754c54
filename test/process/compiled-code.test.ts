import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Loads the bundle and says how many of its scripts came with compiled code, and of how many V8 took it. */
const COUNT = `
  const vm = require('node:vm');
  const count = { offered: 0, taken: 0 };
  vm.Script = class extends vm.Script {
    constructor(text, options) {
      super(text, options);
      count.offered += options.cachedData === undefined ? 0 : 1;
      count.taken += this.cachedDataRejected === false ? 1 : 0;
    }
  };
  require(process.argv[1]).load('warm-up.js').warmUp().then(() => console.log(JSON.stringify(count)));`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey code '));
  await cp(join(ROOT, 'dist/server'), join(folder, 'dist/server'), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function load(flags: string[]): Promise<{ offered: number; taken: number }> {
  const loader = join(folder, 'dist/server/loader.cjs');
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, '--eval', COUNT, loader], {
    env: { PATH: process.env.PATH },
  });
  return JSON.parse(stdout) as { offered: number; taken: number };
}

describe('the code that the build compiled', () => {
  it('is taken without flags, which is how npm start, the commands and the image run it', async () => {
    const { offered, taken } = await load([]);
    expect(offered).toBeGreaterThan(5);
    expect(taken).toBe(offered);

    const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const started = Object.values(scripts).filter((command) => command.includes('scripts/start.mjs'));
    const [program] = /^CMD .*/m.exec(await readFile(join(ROOT, 'Dockerfile'), 'utf8')) ?? [''];
    expect(started.length).toBeGreaterThan(1);
    expect([...started, program].join('\n')).not.toContain('--');
  });

  it('is left with flags, and the program loads all the same', async () => {
    expect(await load(['--stack-size=900'])).toMatchObject({ taken: 0 });
  });

  it('is left when it is damaged, and the program loads all the same', async () => {
    const bundle = join(folder, 'dist/server');
    const files = (await readdir(bundle)).filter((name) => name.endsWith('.code'));
    await Promise.all(files.map((name) => truncate(join(bundle, name), 1_000)));
    expect(await load([])).toMatchObject({ taken: 0 });
  });
});
