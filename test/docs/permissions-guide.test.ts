import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../support/create-test-app.js';
import { ok, signUpWith } from '../support/people.js';

interface Language {
  fence: string;
  file: string;
  command: string[];
  /** How to ask whether it is there. */
  probe: string[];
}

/** TypeScript is always there; the others are run where they are installed. */
const LANGUAGES: Language[] = [
  { fence: 'typescript', file: 'main.mts', command: ['node_modules/.bin/tsx'], probe: ['node', '--version'] },
  { fence: 'python', file: 'main.py', command: ['python3'], probe: ['python3', '--version'] },
  { fence: 'go', file: 'main.go', command: ['go', 'run'], probe: ['go', 'version'] },
];
const PRESENT = LANGUAGES.filter(({ probe: [name, ...rest] }) => spawnSync(name, rest).status === 0);
const GRANT = { type: 'read', resourceType: 'invoices', resource: '42' };

let api: TestApp;
let service: Person;
let folder: string;
beforeAll(async () => {
  api = await createTestApp();
  service = await signUpWith(api, ['read:users', 'read:sessions']);
  folder = await mkdtemp(join(tmpdir(), 'latchkey-guide-'));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  const guide = await readFile('docs/guides/permissions.md', 'utf8');
  for (const { fence, file } of LANGUAGES) {
    const [, program] = new RegExp(`\`\`\`${fence}\\n([^]*?)\`\`\``).exec(guide)!;
    await writeFile(join(folder, file), program);
  }
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true, force: true });
});

function run({ command: [name, ...rest], file }: Language, callerToken: string): Promise<string> {
  const program = name.includes('/') ? resolve(name) : name;
  return new Promise((done) => {
    execFile(
      program,
      [...rest, file],
      {
        cwd: folder,
        env: {
          ...process.env,
          LATCHKEY_URL: api.http.url,
          LATCHKEY_ISSUER: 'https://accounts.example.com',
          SERVICE_TOKEN: service.accessToken,
          CALLER_TOKEN: callerToken,
        },
      },
      (error, stdout) => done(`${String(error?.code ?? 0)} ${stdout.trim()}`),
    );
  });
}

it.each(PRESENT)('the program in $fence tells who may read the invoice, at once', async (language) => {
  const person = await api.signUp();
  expect(await run(language, person.accessToken)).toBe('1 refused');
  ok(await api.admin.post(`/v1/users/${person.id}/grants`, GRANT));
  expect(await run(language, person.accessToken)).toBe('0 allowed');
  ok(await api.admin.post(`/v1/users/${person.id}/suspension`, { reason: 'x' }));
  expect(await run(language, person.accessToken)).toBe('1 refused');
});
