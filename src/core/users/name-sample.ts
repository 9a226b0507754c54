import { Injectable } from '@nestjs/common';
import { estimateRows } from '../../database/row-estimate.js';
import { statement, Sql } from '../../database/sql.js';
import { ACTIVE, NAMES } from './name-search.sql.js';

const MAX_AGE_MS = 60_000;
/** Some names of each of many pages, because what is stored side by side is often alike. */
const PAGES = 300;
const MAX_NAMES = 2_000;
/** So many standard deviations that what is expected is off by less, practically always. */
const CERTAINTY = 4;

const selectSample = statement(
  'sample-names',
  `SELECT ${NAMES} AS names
     FROM users TABLESAMPLE SYSTEM ((
       SELECT 100.0 * ${PAGES} / greatest(${PAGES}, pg_relation_size('users') / current_setting('block_size')::int)
     )) REPEATABLE (0)
    WHERE ${ACTIVE} ORDER BY uuid_hash(id) LIMIT ${MAX_NAMES}`,
);

/** How many accounts hold a text in their names, judged by some of them. */
export interface Spread {
  /** Of all accounts, from 0 to 1. */
  share: number;
  expected: number;
  /** Fewer are very unlikely. */
  atLeast: number;
}

/** Names of accounts taken from all over the table. */
export class NameSample {
  /** @param accounts how many there are in all */
  constructor(
    private readonly names: readonly string[],
    private readonly accounts: number,
  ) {}

  /** @param text nothing for all accounts */
  spreadOf(text = ''): Spread {
    const hits = this.names.filter((names) => names.includes(text)).length;
    const size = Math.max(1, this.names.length);
    const surely = Math.max(0, hits - CERTAINTY * Math.sqrt(hits));
    return {
      share: hits / size,
      expected: Math.round((hits / size) * this.accounts),
      atLeast: (surely / size) * this.accounts,
    };
  }

  /** Whether more than this share of the accounts hold a text. */
  exceeds(share: number, text: string): boolean {
    const most = share * this.names.length;
    let hits = 0;
    return this.names.some((names) => names.includes(text) && ++hits > most);
  }
}

/** The latest sample; read again by a search that finds it too old. What is found does not depend on it. */
@Injectable()
export class NameSamples {
  private sample: Promise<NameSample> | undefined;
  private readAt = 0;

  constructor(private readonly sql: Sql) {}

  current(): Promise<NameSample> {
    if (this.sample === undefined || Date.now() - this.readAt > MAX_AGE_MS) {
      this.readAt = Date.now();
      this.sample = this.read();
      this.sample.catch(() => (this.sample = undefined));
    }
    return this.sample;
  }

  private async read(): Promise<NameSample> {
    const rows = await this.sql.query<{ names: string }>(selectSample);
    const accounts = await estimateRows(this.sql, `SELECT id FROM users WHERE ${ACTIVE}`, []);
    return new NameSample(
      rows.map(({ names }) => names),
      accounts,
    );
  }
}
