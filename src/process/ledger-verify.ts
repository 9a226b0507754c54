import { parseArgs } from 'node:util';
import { getDataSourceToken } from '@nestjs/typeorm';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { createApp } from '../app.setup.js';
import { type Config, loadConfig } from '../config/config.js';
import { type Verification, VerificationService } from '../core/wallet/ledger/verification.service.js';
import { openDatabase } from './database.js';
import { explainAndExit } from './exit.js';
import { progressBar } from './progress-bar.js';
import { secretKeysOf } from './run.js';

const USAGE = `Looks through the books of Latchkey: sums by currency, balances against entries, the hash chain of every account.
What it finds turns wallet writes off on all replicas; a whole look without findings turns them on again.

  npm run ledger:verify             a report for people; exit code 1 when something does not add up
  npm run ledger:verify -- --json   the report as JSON

It uses the database of DATABASE_URL. An embedded database is locked while the server runs: ask the server then,
GET /v1/ledger/verification.
`;

try {
  const { json, help } = parseArgs({
    options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  }).values;
  if (help) {
    process.stdout.write(USAGE);
  } else {
    const verification = await verify(loadConfig());
    process.stdout.write(json ? `${asJson(verification)}\n` : report(verification));
    process.exitCode = verification.isOk ? 0 : 1;
  }
} catch (error) {
  explainAndExit(error);
}

async function verify(config: Config): Promise<Verification> {
  const database = await openDatabase(config, () => undefined);
  try {
    const secretKeys = await secretKeysOf(config);
    const logger = pino({ level: 'silent' });
    const { app } = await createApp({ config, target: database.target, secretKeys, logger });
    const dataSource = app.get<DataSource>(getDataSourceToken());
    await dataSource.initialize();
    const bar = progressBar(process.stderr);
    try {
      return await app.get(VerificationService).verify({ onProgress: bar.show });
    } finally {
      bar.clear();
      await dataSource.destroy();
    }
  } finally {
    await database.stop();
  }
}

function asJson({ isOk, isComplete, ...rest }: Verification): string {
  return JSON.stringify({ ok: isOk, complete: isComplete, ...rest }, null, 2);
}

function report({ isOk, transactions, entries, currencies, drift }: Verification): string {
  const lines = [
    isOk ? 'The books add up.' : 'THE BOOKS DO NOT ADD UP. Wallet writes are off.',
    `  ${transactions} transactions, ${entries} entries`,
    ...currencies.map(({ currency, sum }) => `  ${currency.padEnd(16)} sum ${sum}`),
    ...drift.map(
      ({ kind, id, sequence }) => `  ${kind} ${id}${sequence === undefined ? '' : ` #${sequence}`}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
