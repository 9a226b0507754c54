import { getPriority } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WorkerPool } from './worker-pool.js';

const THREAD = 'return library.threadId;';

const [STARTED, OPEN] = [0, 1];
/** Says that it has started with an array, and is done with it once it is let go; a word takes a while. */
const HELD_UP = `
  if (typeof input === 'string') {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    if (input === 'bad') throw new Error('no bad');
    return input;
  }
  Atomics.store(input, ${STARTED}, 1);
  Atomics.wait(input, ${OPEN}, 0);
`;

let pool: WorkerPool;
afterEach(() => pool.close());

describe('a pool of threads', () => {
  it('starts a thread only while all others are busy', async () => {
    pool = new WorkerPool(2, 'node:worker_threads', THREAD, 5);
    const first = await pool.run(null);
    expect(await pool.run(null)).toBe(first);
    const both = await Promise.all([pool.run<number>(null), pool.run<number>(null)]);
    expect(new Set(both).size).toBe(2);
    expect(both).toContain(await pool.run(null));
  });

  it('starts no more threads than it may have, and shares the work out among them', async () => {
    pool = new WorkerPool(2, 'node:worker_threads', THREAD, 5);
    const threads = await Promise.all([1, 2, 3, 4].map(() => pool.run<number>(null)));
    expect(threads.toSorted()).toEqual([threads[0], threads[0], threads[1], threads[1]].toSorted());
    expect(threads[0]).not.toBe(threads[1]);
  });

  it('answers together what waited for a thread, each task with its own outcome', async () => {
    pool = new WorkerPool(1, 'node:os', HELD_UP, 5);
    const gate = new Int32Array(new SharedArrayBuffer(8));
    const first = pool.run(gate);
    await vi.waitUntil(() => Atomics.load(gate, STARTED) === 1);
    let turn = 0;
    const count = setInterval(() => (turn += 1), 0);
    const answers = Promise.all(
      ['one', 'bad', 'other'].map(async (input) => {
        const outcome = await pool.run<string>(input).catch((error: unknown) => (error as Error).message);
        return { outcome, turn };
      }),
    );
    Atomics.store(gate, OPEN, 1);
    Atomics.notify(gate, OPEN);
    await first;
    const [one, bad, other] = await answers;
    clearInterval(count);
    expect([one.outcome, bad.outcome, other.outcome]).toEqual(['one', 'no bad', 'other']);
    expect([bad.turn, other.turn]).toEqual([one.turn, one.turn]);
  });

  it('fails with what the code threw', async () => {
    pool = new WorkerPool(2, 'node:worker_threads', `if (input) throw new Error(input); ${THREAD}`, 5);
    const thread = await pool.run(null);
    await expect(pool.run('the reason')).rejects.toThrow('the reason');
    expect(await pool.run(null)).toBe(thread);
  });

  it.each([
    ['ended', 'process.exit(0);'],
    ['has no memory left', 'for (const hoard = []; ; ) hoard.push(new Array(100_000).fill(input));'],
  ])('fails the work of a thread that %s, and goes on with another', async (_what, code) => {
    pool = new WorkerPool(2, 'node:os', `if (input === 'crash') { ${code} } return input;`, 5);
    const crash = expect(pool.run('crash')).rejects.toThrow();
    expect(await pool.run('other')).toBe('other');
    await crash;
    expect(await Promise.all(['one', 'two'].map((input) => pool.run(input)))).toEqual(['one', 'two']);
  });

  it.runIf(process.platform === 'linux')('has a lower priority than the rest of the process', async () => {
    pool = new WorkerPool(2, 'node:os', 'return library.getPriority();', 5);
    const before = getPriority();
    expect(await pool.run(null)).toBe(Math.min(before + 5, 19));
    expect(getPriority()).toBe(before);
  });

  it('fails what is under way when it is closed', async () => {
    pool = new WorkerPool(2, 'node:os', 'for (;;);', 5);
    const endless = expect(pool.run(null)).rejects.toThrow('ended before');
    await pool.close();
    await endless;
  });
});
