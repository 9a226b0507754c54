import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, startBench } from './support/bench-server.js';
import { asTable, type Figure, isMet } from './support/figures.js';
import { ROOT } from './support/processes.js';
import { basic } from './scenarios/basic.js';
import { dialects } from './scenarios/dialects.js';
import { elements } from './scenarios/elements.js';
import { lists, whoAmI } from './scenarios/reads.js';
import { neighbours, oneCore } from './scenarios/sign-in.js';
import { startAndMemory } from './scenarios/start.js';
import { tokenSignIn } from './scenarios/token-sign-in.js';

const SCENARIOS: Record<string, (bench: Bench) => Promise<Figure[]>> = {
  'who-am-i': whoAmI,
  basic,
  'sign-in': oneCore,
  'token-sign-in': tokenSignIn,
  neighbours,
  dialects,
  elements,
  start: startAndMemory,
  lists,
};

/** `npm run bench` runs everything and rewrites the table of bench/README.md; `npm run bench -- lists` runs one scenario. */
const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : Object.keys(SCENARIOS);
execFileSync(process.execPath, ['scripts/build.mjs'], {
  cwd: ROOT,
  stdio: 'inherit',
});
const bench = await startBench();
const figures: Figure[] = [];
try {
  for (const name of names) {
    const scenario = SCENARIOS[name];
    if (scenario === undefined) {
      throw new Error(`There is no scenario ${name}; there are ${Object.keys(SCENARIOS).join(', ')}.`);
    }
    console.log(`Running ${name}…`);
    figures.push(...(await scenario(bench)));
  }
} finally {
  await bench.stop();
}
console.log(`\n${asTable(figures)}\n`);
if (asked.length === 0) {
  const path = join(ROOT, 'bench/README.md');
  const marked = /<!-- figures:begin -->[\s\S]*<!-- figures:end -->/;
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(
      marked,
      `<!-- figures:begin -->\n\n${asTable(figures)}\n\n<!-- figures:end -->`,
    ),
  );
}
process.exitCode = figures.every(isMet) ? 0 : 1;
