import pg from 'pg';
import type { PreparedQuery } from './prepared-query.js';

interface PipelinedClient extends Pick<pg.Client, 'connect' | 'end' | 'on'> {
  readonly connection: Pick<pg.Connection, 'stream'>;
  query: (query: PreparedQuery, values: undefined, done: (error: Error | null) => void) => void;
}

/**
 * One connection for the short reads that nearly every request begins with. Each is sent without waiting for the answers
 * to those before it, and those of one turn of the event loop are sent at once: most of what a read by its key costs is
 * the sending and the waking up. Every read is a statement of its own, which sees what was committed before it was sent.
 */
export class PipelinedConnection {
  private connected: Promise<PipelinedClient> | undefined;
  private isCorked = false;

  /** @param pool whose settings the connection has */
  constructor(private readonly pool: () => pg.Pool) {}

  /** @throws whatever the driver has to say; a connection that broke is replaced with the next read */
  async run(query: PreparedQuery): Promise<void> {
    const client = await (this.connected ??= this.connect());
    this.sendSoon(client.connection.stream);
    return new Promise((resolve, reject) => {
      client.query(query, undefined, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  async end(): Promise<void> {
    const client = await this.connected?.catch(() => undefined);
    await client?.end();
  }

  private connect(): Promise<PipelinedClient> {
    const forget = () => {
      if (this.connected === connected) {
        this.connected = undefined;
      }
    };
    const connected = this.open(forget);
    connected.catch(forget);
    return connected;
  }

  private async open(onBroken: () => void): Promise<PipelinedClient> {
    const { options } = this.pool();
    // The pool hides the password from those who list its settings, and the driver's types do not know the last one.
    const settings = { ...options, password: options.password, pipeline: true };
    const onConnect = options.onConnect as ((client: pg.ClientBase) => Promise<void>) | undefined;
    const client = new pg.Client(settings);
    client.on('error', onBroken);
    client.on('end', onBroken);
    try {
      await client.connect();
      await onConnect?.(client);
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    return client;
  }

  private sendSoon(stream: pg.Connection['stream']): void {
    if (!this.isCorked) {
      this.isCorked = true;
      stream.cork();
      setImmediate(() => {
        this.isCorked = false;
        stream.uncork();
      });
    }
  }
}
