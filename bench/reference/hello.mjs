// The reference for start-up: the smallest server there is.
import { createServer } from 'node:http';

createServer((_request, response) => response.end('hello')).listen(Number(process.argv[2]), '127.0.0.1', () =>
  console.log('ready'),
);
