import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';

/** A PostgreSQL that a container reaches over TCP: the embedded one behind a relay. Writes its URL into the file named. */
const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-container-'));
const postgres = await startEmbeddedPostgres({ dataDir });
const { host, port, user, password, database } = postgres.connection;
const relay = createServer((socket) => {
  const onward = connect(join(host, `.s.PGSQL.${port}`));
  socket.on('error', () => onward.destroy());
  onward.on('error', () => socket.destroy());
  socket.pipe(onward).pipe(socket);
});
relay.listen(0, '127.0.0.1', () => {
  const address = relay.address() as { port: number };
  const url = `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${address.port}/${database}`;
  void writeFile(process.argv[2], url);
});
process.on('SIGTERM', () => {
  void postgres
    .stop()
    .then(() => rm(dataDir, { recursive: true, force: true }))
    .then(() => process.exit(0));
});
