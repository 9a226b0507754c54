import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool, PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { DatabaseConfig } from '../config/database.config.js';
import { PipelinedConnection } from './pipelined-connection.js';
import { PreparedQuery } from './prepared-query.js';
import { openTransaction } from './transaction.js';

/** A statement with a name of its own, so that PostgreSQL parses and plans it once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Declares a named statement; the name must be unique in the program. */
export function statement(name: string, text: string): Statement {
  return { name, text };
}

/**
 * Plain rows for hot paths: named statements on the driver's own pool, or on the open transaction's connection.
 * Entities with relations cost several times as much for the same row.
 */
@Injectable()
export class Sql implements OnApplicationShutdown {
  private readonly reads = new PipelinedConnection(() => this.pool);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(DatabaseConfig) private readonly config: Pick<DatabaseConfig, 'usesPreparedStatements'>,
  ) {}

  onApplicationShutdown(): Promise<void> {
    return this.reads.end();
  }

  /** @returns the rows, values as the driver reads them (bigint as text, timestamptz as Date) */
  async query<Row>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.execute(statement, values)).rows as Row[];
  }

  /**
   * The same for a read of a row by its key that requests begin with: such reads share one connection, so one of them must
   * never be slow. In a transaction it is a query like any other.
   */
  async read<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    if (openTransaction() !== undefined || !this.config.usesPreparedStatements) {
      return this.query(statement, values);
    }
    const query = new PreparedQuery(statement, values);
    return (await run(query, (sent) => this.reads.run(sent))).rows as Row[];
  }

  /** @returns how many rows were changed */
  async change(statement: Statement, values: readonly unknown[] = []): Promise<number> {
    return (await this.execute(statement, values)).rowCount ?? 0;
  }

  /** Runs a statement that is planned anew each time, because its best plan depends on the values. */
  async queryUnnamed<Row>(text: string, values: readonly unknown[]): Promise<Row[]> {
    const result = await this.connection().query({ text, values: values as unknown[] });
    return result.rows as Row[];
  }

  private execute(statement: Statement, values: readonly unknown[]): Promise<Outcome> {
    const connection = this.connection();
    return this.config.usesPreparedStatements
      ? run(new PreparedQuery(statement, values), (query) => runOn(connection, query))
      : connection.query({ text: statement.text, values: values as unknown[] });
  }

  private connection(): Pool | PoolClient {
    return openTransaction()?.client ?? this.pool;
  }

  private get pool(): Pool {
    // The driver publishes its pool without a type.
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}

interface Outcome {
  rows: unknown[];
  rowCount: number | null;
}

async function run(query: PreparedQuery, send: (query: PreparedQuery) => Promise<void>): Promise<Outcome> {
  try {
    await send(query);
  } catch (error) {
    if (error instanceof Error) {
      // So far it says where in the driver the answer was read.
      error.stack = `${error.name}: ${error.message}\n    at the statement ${query.name}`;
    }
    throw error;
  }
  return { rows: query.found, rowCount: query.rowCount };
}

function runOn(connection: Pool | PoolClient, query: PreparedQuery): Promise<void> {
  // With queries of other classes both take a callback, which their types leave out.
  const runner = connection as unknown as {
    query: (query: PreparedQuery, values: undefined, done: (error: Error | null | undefined) => void) => void;
  };
  return new Promise((resolve, reject) => {
    runner.query(query, undefined, (error) => (error ? reject(error) : resolve()));
  });
}
