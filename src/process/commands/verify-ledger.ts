import { type Verification, VerificationService } from '../../core/wallet/ledger/verification.service.js';
import { progressBar } from '../progress-bar.js';
import type { Command } from '../run-command.js';

/**
 * `ledger:verify [--json]`; exit code 1 when the books do not add up. What it finds turns wallet writes off on all replicas;
 * a whole look without findings turns them on again.
 */
export const verifyLedger: Command = async (app, args, print) => {
  const bar = progressBar(process.stderr);
  try {
    const verification = await app.get(VerificationService).verify({ onProgress: bar.show });
    bar.clear();
    print(args.includes('--json') ? asJson(verification) : report(verification));
    return verification.isOk ? 0 : 1;
  } finally {
    bar.clear();
  }
};

function asJson({ isOk, isComplete, ...rest }: Verification): string {
  return JSON.stringify({ ok: isOk, complete: isComplete, ...rest }, null, 2);
}

function report({ isOk, transactions, entries, currencies, drift }: Verification): string {
  return [
    isOk ? 'The books add up.' : 'THE BOOKS DO NOT ADD UP. Wallet writes are off.',
    `  ${transactions} transactions, ${entries} entries`,
    ...currencies.map(({ currency, sum }) => `  ${currency.padEnd(16)} sum ${sum}`),
    ...drift.map(
      ({ kind, id, sequence }) => `  ${kind} ${id}${sequence === undefined ? '' : ` #${sequence}`}`,
    ),
  ].join('\n');
}
