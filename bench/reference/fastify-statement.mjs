// The reference for reads: bare Fastify that runs one named statement through pg and sends its rows.
// Arguments: port, database URL, statement, JSON list of its parameters.
import Fastify from 'fastify';
import pg from 'pg';

const [port, url, text, values] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });
const fastify = Fastify();
const parameters = JSON.parse(values);
fastify.get('/', async () => (await pool.query({ name: 'reference', text, values: parameters })).rows);
await fastify.listen({ port: Number(port), host: '127.0.0.1' });
console.log('ready');
