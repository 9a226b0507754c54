import 'reflect-metadata';
import { newId } from '../src/common/ids.js';
import { currentRequest, runWithoutRequest } from '../src/common/request-context.js';
import { LedgerBalances } from '../src/core/wallet/ledger/ledger-balances.js';
import { LedgerReader } from '../src/core/wallet/ledger/ledger-reader.js';
import type { Account } from '../src/core/wallet/ledger/ledger.types.js';
import { Sql } from '../src/database/sql.js';
import { startHttp } from './ledger-http.js';
import { entityTransfer, pairFrom, singleCalls } from './ledger-peers.js';
import { createWorld, type Holder, postCredits, transferOf, WALLETS, type World } from './ledger-world.js';

// Speeds of the ledger as ratios within one run. Numbers of transfers a second say little on another machine.

const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const ENTRIES = Number(process.env.BENCH_ENTRIES ?? 1_000_000);
/** The median of as many is shown. */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const FEW_ENTRIES = 10_000;

/** How many a second `callers` at once get done. */
async function measure(callers: number, work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  const end = begin + SECONDS * 1_000;
  let done = 0;
  const loop = async (): Promise<void> => {
    for (; performance.now() < end; done += 1) {
      await work();
    }
  };
  await Promise.all(Array.from({ length: callers }, loop));
  return (done * 1_000) / (performance.now() - begin);
}

const rows: string[] = [];
let hasFailed = false;

function note(what: string, perSecond: number, ratio?: { of: string; is: number; atLeast: number }): void {
  const shown = ratio === undefined ? '' : `${ratio.is.toFixed(2)} × ${ratio.of} (at least ${ratio.atLeast})`;
  const isMissed = ratio !== undefined && ratio.is < ratio.atLeast;
  hasFailed ||= isMissed;
  rows.push(`| ${what} | ${Math.round(perSecond)} | ${shown}${isMissed ? ' **missed**' : ''} |`);
  console.log(rows.at(-1));
}

async function post(world: World, from: Holder, to: Holder): Promise<void> {
  const key = newId();
  const route = 'POST /v1/wallets/me/transfers';
  const body = { amount: '1', toUserId: to.walletId };
  const result = await runWithoutRequest(() => {
    const request = { principal: from.walletId!, route, key, body, origin: currentRequest() };
    return world.ledger.postOnce(transferOf(from, to), request);
  });
  if ('earlier' in result) {
    throw new Error('A new key was answered before.');
  }
}

async function writes(world: World): Promise<void> {
  const pick = pairFrom(world.accounts);
  const hot = world.accounts[0];
  const others = pairFrom(world.accounts.slice(1));
  const pickHot = (): [Holder, Holder] => [hot, others()[0]];
  const rounds: Record<'single' | 'service' | 'many' | 'http' | 'hotSingle' | 'hotMany', number>[] = [];
  let by = '';
  const http = await startHttp(world);
  await Promise.all([measure(8, () => post(world, ...pick())), http.transfers(8, SECONDS)]);
  // In turns, so that what else the machine does falls on all of them alike.
  for (let round = 0; round < ROUNDS; round += 1) {
    const single = await singleCalls(world, pick, 8, SECONDS);
    by = single.by;
    rounds.push({
      single: single.perSecond,
      service: await measure(8, () => post(world, ...pick())),
      many: await measure(32, () => post(world, ...pick())),
      http: await http.transfers(8, SECONDS),
      hotSingle: (await singleCalls(world, pickHot, 32, SECONDS)).perSecond,
      hotMany: await measure(32, () => post(world, ...pickHot())),
    });
    await world.verify();
  }
  await http.stop();
  const of = (name: keyof (typeof rounds)[number]): number => median(rounds.map((round) => round[name]));
  const compare = (
    what: string,
    name: keyof (typeof rounds)[number],
    base: 'single' | 'hotSingle',
    atLeast: number,
  ) => {
    const is = median(rounds.map((round) => round[name] / round[base]));
    note(what, of(name), { of: by, is, atLeast });
  };
  note(`one call each, ${by}, 8 clients`, of('single'));
  compare('service, 8 callers', 'service', 'single', 0.9);
  compare('service, 32 callers', 'many', 'single', 2);
  compare('HTTP, 8 connections', 'http', 'single', 0.6);
  note(`one hot wallet, one call each, ${by}, 32 clients`, of('hotSingle'));
  compare('one hot wallet, service, 32 callers', 'hotMany', 'hotSingle', 4);
}

function median(values: readonly number[]): number {
  return [...values].sort((x, y) => x - y)[Math.floor(values.length / 2)];
}

/** Their hashes are not ours, so they get a world of their own, which is not verified. */
async function entities(): Promise<void> {
  const world = await createWorld();
  const pick = pairFrom(world.accounts);
  const service = await measure(8, () => post(world, ...pick()));
  const orm = await measure(8, () => entityTransfer(world, ...pick()));
  note('TypeORM transaction with entities, 8 callers', orm);
  note('service, 8 callers, same database', service, { of: 'TypeORM', is: service / orm, atLeast: 3.5 });
  await world.close();
}

/** Two worlds, of a few entries and of many, are read in turns. */
async function reads(many: World): Promise<void> {
  const few = await createWorld();
  await grow(few, FEW_ENTRIES);
  await grow(many, ENTRIES);
  const kinds = {
    'list of 20': { few: listOf(few), many: listOf(many) },
    balances: { few: balancesOf(few), many: balancesOf(many) },
  };
  for (const [what, { few: readFew, many: readMany }] of Object.entries(kinds)) {
    const pairs: { few: number; many: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      pairs.push({ few: await measure(1, readFew), many: await measure(1, readMany) });
    }
    const of = `with ${FEW_ENTRIES.toLocaleString('en')} entries`;
    note(`${what}, ${of}`, median(pairs.map((pair) => pair.few)));
    const flat = { of, is: median(pairs.map((pair) => pair.many / pair.few)), atLeast: 0.7 };
    note(`${what}, with ${ENTRIES.toLocaleString('en')}`, median(pairs.map((pair) => pair.many)), flat);
  }
  await Promise.all([few.verify(), many.verify()]);
  await few.close();
}

/** The wallet that is read. */
const readerOf = ({ accounts }: World): Holder => accounts[1];

async function grow(world: World, entries: number): Promise<void> {
  for (let posted = 0; posted < entries; posted += 1_000) {
    await postCredits(world.sql, Array<Account>(1_000).fill(readerOf(world)), world.issuance, 1n);
  }
  await world.sql.query('VACUUM ANALYZE ledger_entries, ledger_transactions, ledger_accounts');
}

function listOf(world: World): () => Promise<unknown> {
  const reader = new LedgerReader(sqlOf(world));
  return () => reader.list(readerOf(world).walletId!, {}, 20);
}

function balancesOf(world: World): () => Promise<unknown> {
  const balances = new LedgerBalances(sqlOf(world));
  return () => balances.current(readerOf(world).walletId!);
}

function sqlOf({ dataSource }: World): Sql {
  return new Sql(dataSource, { usesPreparedStatements: true });
}

console.log(`${WALLETS} wallets, ${SECONDS} s each\n\n| work | a second | ratio |\n| --- | --- | --- |`);
await entities();
const world = await createWorld();
await writes(world);
await reads(world);
await world.close();
process.exitCode = hasFailed ? 1 : 0;
