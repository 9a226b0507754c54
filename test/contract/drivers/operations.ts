import { expect } from 'vitest';
import { whileWritesAreOff } from '../purse.js';
import type { Drivers } from './driver.js';

/** A look at the database serves for half a second. */
const POLLING = { interval: 100, timeout: 5_000 };

export const operationsDrivers: Drivers = {
  async readLiveness(send) {
    await send({}, 200);
  },

  async readReadiness(send, world) {
    await send({}, 200);
    await whileWritesAreOff(world, () =>
      expect.poll(async () => (await send({}, 200)).body.walletWrites, POLLING).toBe('off'),
    );
  },

  async readMetrics(send) {
    await send({}, 200);
  },

  async readApiDocument(send) {
    await send({}, 200);
  },
};
