import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Semaphore, type SemaphoreLimits } from './semaphore.js';

const semaphoreOf = (limits: Partial<SemaphoreLimits>) =>
  new Semaphore({ places: 1, together: 1, waiting: 10, waitMs: 10_000, ...limits });

describe('the semaphore', () => {
  it('lets the next one in when one leaves, first come first served', async () => {
    const semaphore = semaphoreOf({});
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
    const semaphore = semaphoreOf({ waiting: 0 });
    await semaphore.acquire();
    expect(await semaphore.acquire()).toBeNull();
  });

  it('refuses after the longest wait, and the place is free for others', async () => {
    const semaphore = semaphoreOf({ waitMs: 5 });
    const release = await semaphore.acquire();
    expect(await semaphore.acquire()).toBeNull();
    release!();
    expect(await semaphore.acquire()).not.toBeNull();
  });

  it('counts a release only once', async () => {
    const semaphore = semaphoreOf({ waiting: 0 });
    const release = await semaphore.acquire();
    release!();
    release!();
    expect(await semaphore.acquire()).not.toBeNull();
    expect(await semaphore.acquire()).toBeNull();
  });

  it.each([
    ['as many together as may be', 'abcdef', {}, ['abcd', 'ef']],
    ['nobody together with a task that must be alone', 'abCde', {}, ['ab', 'C', 'de']],
    ["no more together than is one place's share", 'abcdef', { places: 2 }, ['abc', 'de', 'f']],
  ])('lets in %s', async (_what, tasks, limits, groups) => {
    expect(await groupsOf(tasks, { together: 4, ...limits })).toEqual(groups);
  });

  it('gives a place on when the last of those who share it leaves', async () => {
    const semaphore = semaphoreOf({ together: 2 });
    const leave = await semaphore.acquire();
    const [first, second, third] = [semaphore.acquire(), semaphore.acquire(), semaphore.acquire()];
    let isThirdIn = false;
    void third.then(() => (isThirdIn = true));
    leave!();
    (await first)!();
    await setImmediate();
    expect(isThirdIn).toBe(false);
    (await second)!();
    expect(await third).not.toBeNull();
  });
});

/** Has tasks wait for a place, capitals for one of their own, and tells who got in together each time it became free. */
async function groupsOf(tasks: string, limits: Partial<SemaphoreLimits>): Promise<string[]> {
  const semaphore = semaphoreOf(limits);
  const groups: string[] = [];
  const [leave] = await Promise.all(Array.from({ length: limits.places ?? 1 }, () => semaphore.acquire()));
  let inside: { name: string; release: (() => void) | null }[] = [];
  for (const name of tasks) {
    void semaphore.acquire(name === name.toUpperCase()).then((release) => inside.push({ name, release }));
  }
  for (let leaving = [leave]; leaving.length > 0; leaving = inside.map(({ release }) => release)) {
    inside = [];
    leaving.forEach((release) => release!());
    await setImmediate();
    groups.push(inside.map(({ name }) => name).join(''));
  }
  return groups.filter((group) => group !== '');
}
