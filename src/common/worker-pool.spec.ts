import { getPriority } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { WorkerPool } from './worker-pool.js';

const THREAD = 'return library.threadId;';

let pool: WorkerPool;
afterEach(() => pool.close());

describe('a pool of threads', () => {
  it('starts a thread only while all others are busy', async () => {
    pool = new WorkerPool('node:worker_threads', THREAD, 5);
    const first = await pool.run(null);
    expect(await pool.run(null)).toBe(first);
    const both = await Promise.all([pool.run<number>(null), pool.run<number>(null)]);
    expect(new Set(both).size).toBe(2);
    expect(both).toContain(await pool.run(null));
  });

  it('fails with what the code threw', async () => {
    pool = new WorkerPool('node:worker_threads', `if (input) throw new Error(input); ${THREAD}`, 5);
    const thread = await pool.run(null);
    await expect(pool.run('the reason')).rejects.toThrow('the reason');
    expect(await pool.run(null)).toBe(thread);
  });

  it.each([
    ['ended', 'process.exit(0);'],
    ['has no memory left', 'for (const hoard = []; ; ) hoard.push(new Array(100_000).fill(input));'],
  ])('fails the work of a thread that %s, and goes on with another', async (_what, code) => {
    pool = new WorkerPool('node:os', `if (input === 'crash') { ${code} } return input;`, 5);
    const crash = expect(pool.run('crash')).rejects.toThrow();
    expect(await pool.run('other')).toBe('other');
    await crash;
    expect(await Promise.all(['one', 'two'].map((input) => pool.run(input)))).toEqual(['one', 'two']);
  });

  it.runIf(process.platform === 'linux')('has a lower priority than the rest of the process', async () => {
    pool = new WorkerPool('node:os', 'return library.getPriority();', 5);
    const before = getPriority();
    expect(await pool.run(null)).toBe(Math.min(before + 5, 19));
    expect(getPriority()).toBe(before);
  });

  it('fails what is under way when it is closed', async () => {
    pool = new WorkerPool('node:os', 'for (;;);', 5);
    const endless = expect(pool.run(null)).rejects.toThrow('ended before');
    await pool.close();
    await endless;
  });
});
