import { describe, expect, it } from 'vitest';
import { Semaphore } from './semaphore.js';

describe('the semaphore', () => {
  it('lets the next one in when one leaves, first come first served', async () => {
    const semaphore = new Semaphore(1, 2, 10_000);
    const order: string[] = [];
    const first = await semaphore.acquire();
    const second = semaphore.acquire().then((release) => (order.push('second'), release));
    const third = semaphore.acquire().then((release) => (order.push('third'), release));
    first!();
    (await second)!();
    (await third)!();
    expect(order).toEqual(['second', 'third']);
  });

  it('refuses at once when the queue is full', async () => {
    const semaphore = new Semaphore(1, 0, 10_000);
    await semaphore.acquire();
    expect(await semaphore.acquire()).toBeNull();
  });

  it('refuses after the longest wait, and the place is free for others', async () => {
    const semaphore = new Semaphore(1, 1, 5);
    const release = await semaphore.acquire();
    expect(await semaphore.acquire()).toBeNull();
    release!();
    expect(await semaphore.acquire()).not.toBeNull();
  });

  it('counts a release only once', async () => {
    const semaphore = new Semaphore(1, 0, 5);
    const release = await semaphore.acquire();
    release!();
    release!();
    expect(await semaphore.acquire()).not.toBeNull();
    expect(await semaphore.acquire()).toBeNull();
  });
});
