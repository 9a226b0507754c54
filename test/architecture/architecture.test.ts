import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groupOf, importsOf, loadsOf, ROOT, sourceFiles } from './imports.js';

const files = sourceFiles();
const text = (file: string) => readFileSync(join(ROOT, 'src', file), 'utf8');

describe('the house', () => {
  it('has a place for every file', () => {
    expect(files.filter((file) => groupOf(file) < 0)).toEqual([]);
  });

  it('imports only rightwards', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => groupOf(target) < groupOf(file))
        .map((target) => `${file} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has no cycles', () => {
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      }
      if (state.has(file)) {
        return;
      }
      state.set(file, 'open');
      loadsOf(file).forEach((target) => visit(target, [...path, file]));
      state.set(file, 'done');
    };
    files.forEach((file) => visit(file, []));
    expect(cycles).toEqual([]);
  });

  it('lets core modules need each other in one direction only', () => {
    const needs = new Map<string, Set<string>>();
    for (const file of files.filter((name) => name.startsWith('core/'))) {
      const own = file.split('/')[1];
      for (const target of importsOf(file).filter((name) => name.startsWith('core/'))) {
        const other = target.split('/')[1];
        if (other !== own) {
          needs.set(own, (needs.get(own) ?? new Set()).add(other));
        }
      }
    }
    const mutual = [...needs].flatMap(([own, others]) =>
      [...others].filter((other) => needs.get(other)?.has(own)).map((other) => `${own} <-> ${other}`),
    );
    expect(mutual).toEqual([]);
  });

  it('writes each table from one module', () => {
    const writers = new Map<string, Set<string>>();
    for (const file of files.filter((name) => !name.startsWith('database/migrations/'))) {
      for (const [, table] of text(file).matchAll(/(?:INSERT INTO|UPDATE|DELETE FROM) ([a-z_]+)(?: |\n)/g)) {
        const module = file.startsWith('core/') ? file.split('/').slice(0, 2).join('/') : file.split('/')[0];
        if (table !== 'set') {
          writers.set(table, (writers.get(table) ?? new Set()).add(module));
        }
      }
    }
    expect(
      [...writers]
        .filter(([, modules]) => modules.size > 1)
        .map(([table, modules]) => `${table}: ${[...modules].join(', ')}`),
    ).toEqual([]);
    expect(writers.size).toBeGreaterThan(5);
  });

  it('gives every named statement a name of its own', () => {
    const names = files.flatMap((file) =>
      [...text(file).matchAll(/statement\(\s*'([^']+)'/g)].map((match) => match[1]),
    );
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('reads the environment in config only', () => {
    expect(files.filter((file) => !file.startsWith('config/') && text(file).includes('process.env'))).toEqual(
      [],
    );
  });

  it('has no file of more than 400 lines', () => {
    expect(files.filter((file) => text(file).split('\n').length > 400)).toEqual([]);
  });

  it('keeps entities free of everything but columns', () => {
    const wrong = files
      .filter((file) => file.endsWith('.entity.ts'))
      .filter((file) => /@nestjs|class-validator|\) \{\n/.test(text(file)));
    expect(wrong).toEqual([]);
  });
});
