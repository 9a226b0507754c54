import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { configSections } from '../src/config/config.js';
import type { Setting, Settings } from '../src/config/setting.js';

// Writes the operator's table in README.md and .env.example from the settings that src/config declares.
// With --check it writes nothing and exits with 1 when either is out of date.

const BEGIN = '<!-- configuration:begin -->';
const END = '<!-- configuration:end -->';

const sections = Object.values(configSections).map(({ title, settings }) => ({
  title,
  settings: Object.values<Settings[string]>(settings),
}));

function shownDefault({ default: preset, unit }: Setting<unknown>): string {
  if (typeof preset !== 'string') return preset.note;
  return unit === undefined ? `\`${preset}\`` : `\`${preset}\` ${unit}`;
}

function tableRow(setting: Setting<unknown>): string {
  const meaning = setting.isSecret ? `${setting.meaning} (secret)` : setting.meaning;
  const cells = [`\`${setting.name}\``, shownDefault(setting), setting.type.expected, meaning];
  return `| ${cells.map((cell) => cell.replace(/[|*<]/g, '\\$&')).join(' | ')} |`;
}

async function table(): Promise<string> {
  const rows = sections.flatMap(({ settings }) => settings.map(tableRow));
  const lines = ['| variable | default | value | meaning |', '| --- | --- | --- | --- |', ...rows];
  return format(lines.join('\n'), { parser: 'markdown' });
}

function exampleEntry(setting: Setting<unknown>): string {
  const hint = setting.isSecret ? ` Secret; may come from the file that ${setting.name}_FILE names.` : '';
  const lines = [
    `# ${setting.meaning[0].toUpperCase()}${setting.meaning.slice(1)}.${hint}`,
    `# Value: ${setting.type.expected}. Default: ${shownDefault(setting)}.`,
    `#${setting.name}=${typeof setting.default === 'string' ? setting.default : ''}`,
  ];
  return lines.join('\n').replaceAll('`', '');
}

function example(): string {
  const head = [
    '# All settings of Latchkey, each with its default. An empty one counts as not set, unless it says so.',
    '# Instead of NAME, NAME_FILE may name a file that holds the value.',
    '# Made by scripts/config-docs.ts from what src/config declares.',
  ].join('\n');
  const bodies = sections.flatMap(({ title, settings }) => [`## ${title}`, ...settings.map(exampleEntry)]);
  return `${[head, ...bodies].join('\n\n')}\n`;
}

function withTable(readme: string, newTable: string): string {
  const [before, ...inside] = readme.split(BEGIN);
  const [, ...after] = inside.join(BEGIN).split(END);
  if (inside.length !== 1 || after.length !== 1) {
    throw new Error(`README.md must have one ${BEGIN} and, after it, one ${END}`);
  }
  return `${before}${BEGIN}\n\n${newTable}\n${END}${after[0]}`;
}

const isCheck = process.argv.includes('--check');

function put(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  if (isCheck) {
    console.error(`${path} is out of date; run: npx tsx scripts/config-docs.ts`);
    process.exitCode = 1;
    return;
  }
  writeFileSync(path, text);
  console.log(`wrote ${path}`);
}

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
put('.env.example', example());
if (existsSync('README.md')) put('README.md', withTable(readFileSync('README.md', 'utf8'), await table()));
