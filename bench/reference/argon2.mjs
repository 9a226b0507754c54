// The reference for sign-ins: the hash alone, one after the other, for a number of seconds.
import { hash, verify } from '@node-rs/argon2';

const seconds = Number(process.argv[2]);
const options = { algorithm: 2, memoryCost: 19456, timeCost: 2, parallelism: 1, outputLen: 32 };
const stored = await hash('a password for the benchmark', options);
let count = 0;
const end = performance.now() + seconds * 1000;
while (performance.now() < end) {
  await verify(stored, 'a password for the benchmark');
  count += 1;
}
console.log(`verifications per second: ${count / seconds}`);
