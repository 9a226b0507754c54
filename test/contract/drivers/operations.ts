import type { Drivers } from './driver.js';

export const operationsDrivers: Drivers = {
  async readLiveness(send) {
    await send({}, 200);
  },

  async readReadiness(send) {
    await send({}, 200);
  },

  async readMetrics(send) {
    await send({}, 200);
  },

  async readApiDocument(send) {
    await send({}, 200);
  },
};
