import { setImmediate as soon, setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ScopedStorage } from './scoped-storage.js';

describe('a scoped storage', () => {
  it('gives everything that is called its value, and nothing to others', async () => {
    const storage = new ScopedStorage<string>();
    const inside = storage.run('a', async () => {
      await soon();
      return storage.get();
    });
    expect(storage.get()).toBeUndefined();
    expect(await inside).toBe('a');
    expect(storage.get()).toBeUndefined();
  });

  it('keeps the values of those still inside while others leave', async () => {
    const storage = new ScopedStorage<number>();
    const seen = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        storage.run(index, async () => {
          await delay((index * 7) % 13);
          const before = storage.get();
          await delay((index * 11) % 17);
          return [before, storage.get()];
        }),
      ),
    );
    expect(seen).toEqual(Array.from({ length: 50 }, (_, index) => [index, index]));
  });

  it('gives the outer value back after an inner one', async () => {
    const storage = new ScopedStorage<string>();
    const seen = await storage.run('outer', async () => {
      const inner = await storage.run('inner', async () => {
        await soon();
        return storage.get();
      });
      return [inner, storage.get()];
    });
    expect(seen).toEqual(['inner', 'outer']);
  });

  it('lets others in after work that failed', async () => {
    const storage = new ScopedStorage<string>();
    const failing = storage.run('a', async () => {
      await soon();
      throw new Error('failed');
    });
    await expect(failing).rejects.toThrow('failed');
    expect(storage.get()).toBeUndefined();
    const next = await storage.run('b', async () => {
      await soon();
      return storage.get();
    });
    expect(next).toBe('b');
  });
});
