import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DescribedOperation } from '../contract/api-description.js';
import { Contract } from '../contract/contract.js';
import { exampleSession, World } from '../contract/world.js';

const run = promisify(execFile);
const ADA = { email: 'ada@example.com', username: 'ada', password: 'correct horse battery' };

let folder: string;
let contract: Contract;
let world: World;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-samples-'));
  // So that curl says what the other languages say without being asked.
  await writeFile(join(folder, '.curlrc'), 'silent\nwrite-out = "%{http_code}\\n"\n');
  contract = await Contract.start();
  world = new World(contract);
});
afterAll(async () => {
  await contract.api.close();
  await rm(folder, { recursive: true, force: true });
});

/** How a sample is run in each language; those whose tools are not here are left to those who have them. */
const LANGUAGES: Record<
  string,
  { needs: string[]; command: (source: string) => Promise<[string, string[]]> }
> = {
  curl: { needs: ['curl', '--version'], command: async (source) => ['sh', ['-c', source]] },
  JavaScript: {
    needs: [process.execPath, '--version'],
    command: async (source) => [process.execPath, ['--input-type=module', '--eval', source]],
  },
  Python: { needs: ['python3', '--version'], command: async (source) => ['python3', ['-c', source]] },
  Go: {
    needs: ['go', 'version'],
    command: async (source) => {
      const file = join(folder, 'main.go');
      await writeFile(file, source);
      return ['go', ['run', file]];
    },
  },
};
const languages = Object.keys(LANGUAGES).filter((name) => {
  const [command = '', ...options] = LANGUAGES[name].needs;
  return spawnSync(command, options).status === 0;
});

/** The sample with what a reader has to fill in. */
async function filledIn(source: string): Promise<string> {
  const caller = await world.administrator();
  return source
    .replaceAll('http://localhost:3000', contract.api.http.url)
    .replaceAll('ACCESS_TOKEN', caller.accessToken)
    .replaceAll('lkr_…', caller.refreshToken)
    .replaceAll(exampleSession(contract), caller.sessionId)
    .replaceAll('/users/ada/email', '/users/me/email');
}

/**
 * Samples that speak of something the reader has to have first: a row of their own, a mailed link, money. They are right
 * when they get as far as being told that it is not there.
 */
const NEEDS_SOMETHING: Readonly<Record<string, string>> = {
  createOAuthClient: 'applications.not_found',
  createProfile: 'applications.not_found',
  deleteAppleSettings: 'applications.not_found',
  deleteApplication: 'applications.not_found',
  deleteFacebookSettings: 'applications.not_found',
  deleteFirebaseSettings: 'applications.not_found',
  deleteGoogleSettings: 'applications.not_found',
  deleteOAuthClient: 'applications.not_found',
  listOAuthClients: 'applications.not_found',
  putAppleSettings: 'applications.not_found',
  putFacebookSettings: 'applications.not_found',
  putFirebaseSettings: 'applications.not_found',
  putGoogleSettings: 'applications.not_found',
  readApplication: 'applications.not_found',
  updateApplication: 'applications.not_found',
  readCurrentProfile: 'profiles.not_found',
  readProfile: 'profiles.not_found',
  updateProfile: 'profiles.not_found',
  deleteProfile: 'profiles.not_found',
  updateCurrentSession: 'profiles.not_found',
  readApiKey: 'api_keys.not_found',
  revokeApiKey: 'api_keys.not_found',
  rotateApiKey: 'api_keys.not_found',
  readCoupon: 'coupons.not_found',
  updateCoupon: 'coupons.not_found',
  deleteCoupon: 'coupons.not_found',
  redeemCoupon: 'coupons.code_not_found',
  redeemEmailVerification: 'links.refused',
  redeemPasswordReset: 'links.refused',
  readHold: 'wallet.hold_not_found',
  captureHold: 'wallet.hold_not_found',
  voidHold: 'wallet.hold_not_found',
  readTransaction: 'wallet.transaction_not_found',
  reverseTransaction: 'wallet.transaction_not_found',
  transferMoney: 'users.not_found',
  exchangeMoney: 'wallet.insufficient_funds',
  debitWallet: 'wallet.insufficient_funds',
  createHold: 'wallet.insufficient_funds',
  updateRole: 'roles.built_in',
  deleteRole: 'roles.built_in',
  readSecret: 'secrets.not_found',
  deleteSecret: 'secrets.not_found',
  deleteUserGrant: 'grants.not_found',
};

/** The account that the examples speak of. */
async function thereIsAda(isThere: boolean): Promise<void> {
  await contract.api.admin.delete('/v1/users/ada');
  await contract.api.admin.delete('/v1/users/ada@example.com');
  if (isThere) {
    await contract.api.admin.post('/v1/users', ADA);
  }
}

/** One operation of each shape that a request can have: what a language has to write down differently. */
function oneOfEachShape(): DescribedOperation[] {
  const complete = contract.operations.filter(({ id }) => NEEDS_SOMETHING[id] === undefined);
  const shapes = complete.map((described): [string, DescribedOperation] => {
    const { method, operation } = described;
    const type = Object.keys(operation.requestBody?.content ?? {})[0];
    return [[method, type, operation['x-access'] === 'public'].join(), described];
  });
  return [...new Map(shapes).values()];
}

/** Runs the samples of these operations, each with an account and a caller as it needs. */
async function failuresOf(operations: readonly DescribedOperation[], language: string): Promise<string[]> {
  const failures: string[] = [];
  for (const { id, operation } of operations) {
    const { source } = operation['x-codeSamples']!.find(({ label }) => label === language)!;
    await thereIsAda(!['signUp', 'createUser'].includes(id));
    const [command, options] = await LANGUAGES[language].command(await filledIn(source));
    const { stdout, stderr } = await run(command, options, {
      env: { ...process.env, CURL_HOME: folder },
      // The API document itself is among the answers.
      maxBuffer: 16 * 2 ** 20,
    }).catch((error: { stdout: string; stderr: string }) => error);
    const status = /^(\d{3}) /.exec(stdout)?.[1] ?? /(\d{3})\n$/.exec(stdout)?.[1];
    const missing = NEEDS_SOMETHING[id];
    const isRight =
      status?.startsWith('2') === true || (missing !== undefined && stdout.includes(`"${missing}"`));
    if (!isRight) {
      failures.push(`${id}: ${stdout.slice(0, 300)} ${stderr.slice(-300)}`);
    }
  }
  return failures;
}

const [first = '', ...others] = languages;

describe('the code samples', () => {
  it(`in ${first} work for every operation`, { timeout: 120_000 }, async () => {
    expect(await failuresOf(contract.operations, first)).toEqual([]);
  });

  it.each(others)('in %s work for every shape of request', { timeout: 120_000 }, async (language) => {
    const operations = oneOfEachShape();
    expect(operations.length).toBeGreaterThan(6);
    expect(await failuresOf(operations, language)).toEqual([]);
  });
});
