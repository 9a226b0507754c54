// The reference for sign-ins by a token: bare Fastify that verifies one RS256 token, reads one row by its index and
// inserts one row.
// Arguments: port, database URL, public key (JWK).
import { createPublicKey, randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { jwtVerify } from 'jose';
import pg from 'pg';

const [port, url, jwk] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });
const key = createPublicKey({ key: JSON.parse(jwk), format: 'jwk' });
await pool.query('CREATE TABLE IF NOT EXISTS bench_sessions (id uuid PRIMARY KEY, user_id uuid NOT NULL)');

const fastify = Fastify();
fastify.post('/', async ({ body }) => {
  const { payload } = await jwtVerify(body.identityToken, key, { algorithms: ['RS256'] });
  const { rows } = await pool.query({
    name: 'read',
    text: 'SELECT user_id FROM identities WHERE provider = $1 AND issuer = $2 AND subject = $3',
    values: ['google', payload.iss, payload.sub],
  });
  await pool.query({
    name: 'write',
    text: 'INSERT INTO bench_sessions (id, user_id) VALUES ($1, $2)',
    values: [randomUUID(), rows[0].user_id],
  });
  return rows[0];
});
await fastify.listen({ port: Number(port), host: '127.0.0.1' });
console.log('ready');
