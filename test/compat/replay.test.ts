import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { antflyReplay } from './antfly/exchanges.js';
import { bluebricksReplay } from './bluebricks/exchanges.js';
import { byteNiteReplay } from './bytenite/exchanges.js';
import { elementsReplay } from './elements/exchanges.js';
import { tagReplay } from './tag/exchanges.js';
import { play, type Replay, type Variables } from './replay.js';

const REPLAYS: readonly Replay[] = [
  antflyReplay,
  bluebricksReplay,
  byteNiteReplay,
  elementsReplay,
  tagReplay,
];

interface Line {
  operation: string;
  status: string;
  example: string;
  outcome: string;
}

const lines: Line[] = [];
afterAll(() => {
  const widths = (['operation', 'status', 'outcome'] as const).map((column) =>
    Math.max(column.length, ...lines.map((line) => line[column].length)),
  );
  const rows = [
    { operation: 'operation', status: 'status', example: 'example', outcome: 'outcome' },
    ...lines,
  ].map(
    ({ operation, status, outcome, example }) =>
      [operation, status, outcome].map((text, index) => text.padEnd(widths[index])).join('  ') +
      `  ${example}`,
  );
  process.stdout.write(`\n${rows.join('\n')}\n`);
});

describe.each(REPLAYS)('every example of $dialect', ({ prepare, exchanges }) => {
  let api: TestApp;
  let variables: Variables;
  beforeAll(async () => {
    api = await createTestApp();
    variables = await prepare(api);
  });
  afterAll(() => api.close());

  it.each(exchanges)('$operation: $name', async (exchange) => {
    const { operation, name, source, response } = exchange;
    const line = {
      operation,
      status: String(response.status),
      example: `${name} (${source})`,
      outcome: 'differs',
    };
    lines.push(line);
    expect(await play(api.http, exchange, variables)).toEqual([]);
    line.outcome = 'same';
  });
});
