import pg from 'pg';
import utils from 'pg/lib/utils.js';
import { parseInstant } from './instants.js';

export interface Prepared {
  readonly name: string;
  readonly text: string;
}

type Callback = (error: Error | null, query?: PreparedQuery) => void;

/** Column names, and how each is read. */
interface Shape {
  readonly names: readonly string[];
  readonly parsers: readonly ((text: string) => unknown)[];
  readonly empty: Readonly<Record<string, null>>;
}

/** What the driver's connection has, of which its types tell a part. */
interface Connection extends Pick<pg.Connection, 'stream' | 'sync'> {
  /** The statements that PostgreSQL has prepared here, by name. */
  readonly parsedStatements: Record<string, string | undefined>;
  /** The same for those that were sent and not answered yet. */
  readonly submittedNamedStatements: Record<string, string | undefined>;
  parse(query: Prepared): void;
  bind(config: { statement: string; values: readonly unknown[] }): void;
  describe(config: { type: 'P' }): void;
  execute(config: object): void;
}

/** Pipelined connections take no other queries than the driver's own, of which nothing but the class is used. */
const DriverQuery = pg.Query as unknown as new (text: string) => object;

const NO_COLUMNS: Shape = { names: [], parsers: [], empty: {} };
const shapes = new WeakMap<Connection, Map<string, Shape>>();

/**
 * A named statement as the driver's clients run it. Unlike the driver's own query it asks what columns there are once per
 * connection, not each time: PostgreSQL refuses to run a prepared statement whose columns have become others.
 */
export class PreparedQuery extends DriverQuery {
  readonly name: string;
  readonly text: string;
  /** The rows; the driver means something else by that name. */
  readonly found: unknown[] = [];
  rowCount = 0;
  /** Set by the driver. */
  callback: Callback | undefined;
  private shape: Shape | undefined;
  private shapesHere: Map<string, Shape> | undefined;

  constructor(
    { name, text }: Prepared,
    private readonly values: readonly unknown[],
  ) {
    super(text);
    this.name = name;
    this.text = text;
  }

  /** @returns what kept it from being sent, of which the driver tells the caller */
  submit(connection: pg.Connection): Error | null {
    try {
      this.send(connection as unknown as Connection, this.values.map(utils.prepareValue));
      return null;
    } catch (error) {
      return error as Error;
    }
  }

  handleRowDescription({ fields }: { fields: readonly { name: string; dataTypeID: number }[] }): void {
    this.shape = {
      names: fields.map(({ name }) => name),
      parsers: fields.map(({ dataTypeID }) => parserOf(dataTypeID)),
      empty: Object.fromEntries(fields.map(({ name }) => [name, null])),
    };
    this.shapesHere!.set(this.name, this.shape);
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    const { names, parsers, empty } = this.shape!;
    const row: Record<string, unknown> = { ...empty };
    for (let index = 0; index < fields.length; index += 1) {
      const text = fields[index];
      if (text !== null) {
        row[names[index]] = parsers[index](text);
      }
    }
    this.found.push(row);
  }

  handleCommandComplete({ text }: { text: string }): void {
    // `SELECT 2`, `INSERT 0 1`
    this.rowCount = Number(text.slice(text.lastIndexOf(' ') + 1));
    if (this.shape === undefined) {
      this.shapesHere!.set(this.name, NO_COLUMNS);
    }
  }

  handleError(error: Error): void {
    this.callback?.(error);
  }

  handleReadyForQuery(): void {
    this.callback?.(null, this);
  }

  private send(connection: Connection, values: readonly unknown[]): void {
    const { name, text } = this;
    const known = connection.parsedStatements[name] ?? connection.submittedNamedStatements[name];
    if (known !== undefined && known !== text) {
      throw new Error(`There are two statements named ${name}.`);
    }
    this.shapesHere = shapes.get(connection) ?? new Map<string, Shape>();
    shapes.set(connection, this.shapesHere);
    this.shape = this.shapesHere.get(name);
    connection.stream.cork();
    try {
      if (known === undefined) {
        connection.parse({ name, text });
        connection.submittedNamedStatements[name] = text;
      }
      connection.bind({ statement: name, values });
      if (this.shape === undefined) {
        connection.describe({ type: 'P' });
      }
      connection.execute({});
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
  }
}

const TIMESTAMPTZ: number = pg.types.builtins.TIMESTAMPTZ;

function parserOf(type: number): (text: string) => unknown {
  return type === TIMESTAMPTZ ? parseInstant : (pg.types.getTypeParser(type, 'text') as Shape['parsers'][0]);
}
