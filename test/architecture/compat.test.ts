import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { importsOf, ROOT, sourceFiles } from './imports.js';

const SOURCE = join(ROOT, 'src');
const NAMING_FILE = 'compat/compat.module.ts';
/** What the application may know of adapters. */
const DOORS = [NAMING_FILE, 'compat/dialect.ts', 'compat/route-claims.ts'];

const dialects = readdirSync(join(SOURCE, 'compat'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const files = sourceFiles();
const text = (file: string) => readFileSync(join(SOURCE, file), 'utf8');
const folderOf = (file: string) =>
  file.startsWith('compat/') && !DOORS.includes(file) ? file.split('/')[1] : null;

describe('an adapter', () => {
  it('is imported by the one file that names it, and by itself', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => folderOf(target) !== null)
        .filter((target) => folderOf(target) !== folderOf(file) && file !== NAMING_FILE)
        .map((target) => `${file} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no entity, no query and no transaction', () => {
    const wrong = files
      .filter((file) => folderOf(file) !== null)
      .filter(
        (file) =>
          file.endsWith('.entity.ts') ||
          /from 'typeorm'|from '@nestjs\/typeorm'|database\/(sql|unit-of-work)\.js/.test(text(file)),
      );
    expect(wrong).toEqual([]);
  });

  it.each(dialects)('%s says where it comes from, what it covers and what it does not', (dialect) => {
    const readme = join(SOURCE, 'compat', dialect, 'README.md');
    expect(existsSync(readme)).toBe(true);
    expect(readFileSync(readme, 'utf8')).toMatch(/\| operation .*\| status .*\|[\s\S]*## Known differences/);
  });
});

/** Compiles the source as it would be without one dialect; only what its absence touches is checked anew. */
describe('without an adapter', () => {
  const options = compilerOptions();
  const rootNames = files.map((file) => join(SOURCE, file));
  let whole: ts.SemanticDiagnosticsBuilderProgram;

  beforeAll(() => {
    whole = compile(null);
  }, 300_000);

  function compile(
    removed: string | null,
    before?: ts.SemanticDiagnosticsBuilderProgram,
  ): ts.SemanticDiagnosticsBuilderProgram {
    const host = ts.createIncrementalCompilerHost(options);
    const readFile = host.readFile.bind(host);
    const fileExists = host.fileExists.bind(host);
    const isRemoved = (path: string) =>
      removed !== null && path.startsWith(`${join(SOURCE, 'compat', removed)}/`);
    host.fileExists = (path) => !isRemoved(path) && fileExists(path);
    host.readFile = (path) => {
      const content = isRemoved(path) ? undefined : readFile(path);
      return path === join(SOURCE, NAMING_FILE) && content !== undefined && removed !== null
        ? withoutLinesOf(content, removed)
        : content;
    };
    const getSourceFile = host.getSourceFile.bind(host);
    host.getSourceFile = (path, ...rest) => (isRemoved(path) ? undefined : getSourceFile(path, ...rest));
    const names = rootNames.filter((path) => !isRemoved(path));
    return ts.createSemanticDiagnosticsBuilderProgram(names, options, host, before);
  }

  it('or with all of them, the source compiles', () => {
    expect(faultsOf(whole)).toEqual([]);
  }, 300_000);

  it.each(dialects)(
    '%s, the rest compiles',
    (dialect) => {
      expect(faultsOf(compile(dialect, whole))).toEqual([]);
    },
    300_000,
  );
});

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  return { ...options, noEmit: true, incremental: false };
}

function withoutLinesOf(content: string, dialect: string): string {
  const name = new RegExp(`\\b${dialect}\\b`);
  return content
    .split('\n')
    .filter((line) => !name.test(line))
    .join('\n');
}

function faultsOf(program: ts.SemanticDiagnosticsBuilderProgram): string[] {
  return [...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()].map(
    ({ file, messageText }) =>
      `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
  );
}
