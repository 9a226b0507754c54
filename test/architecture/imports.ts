import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Every source file below src, by its path from there; tests beside the code left out. */
export function sourceFiles(): string[] {
  return readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
}

/** The files of src that a file imports, statically or dynamically; without those of which it only uses types. */
export function loadsOf(file: string): string[] {
  return targetsIn(file, read(file).replace(/import type [^;]+;/g, ''));
}

/** The files of src that a file imports in any way. */
export function importsOf(file: string): string[] {
  return targetsIn(file, read(file));
}

function read(file: string): string {
  return readFileSync(join(ROOT, 'src', file), 'utf8');
}

function targetsIn(file: string, text: string): string[] {
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1]);
  return specifiers.map((specifier) =>
    relative(join(ROOT, 'src'), join(ROOT, 'src', dirname(file), specifier))
      .replaceAll('\\', '/')
      .replace(/\.js$/, '.ts'),
  );
}

/** The groups of the house, from left to right: a file imports from its own group and from groups to its right. */
const GROUPS: readonly (readonly string[])[] = [
  ['main.ts', 'command.ts'],
  ['process'],
  ['app.setup.ts', 'app.module.ts', 'app.routes.ts', 'app.entities.ts'],
  ['compat', 'oidc', 'admin', 'standins', 'operations', 'docs'],
  ['authentication'],
  ['core'],
  ['idempotency', 'throttling', 'keys', 'mail'],
  ['authorization', 'database', 'http'],
  ['config'],
  ['common'],
];

/** @returns the place of a file in the order of groups, -1 for a file that belongs to none */
export function groupOf(file: string): number {
  const [top = ''] = file.split('/');
  return GROUPS.findIndex((group) => group.includes(top));
}
