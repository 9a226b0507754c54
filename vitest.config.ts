import { defineConfig } from 'vitest/config';

const decorators = { decorator: { legacy: true, emitDecoratorMetadata: true } };
// Every file makes its own application and database; loading the program anew for each would take as long as the tests.
const isolate = false;

export default defineConfig({
  test: {
    reporters: ['default', './test/support/count-reporter.ts'],
    projects: [
      {
        oxc: decorators,
        test: {
          name: 'unit',
          include: ['src/**/*.spec.ts'],
          setupFiles: ['test/support/reflect.ts', 'test/support/loopback-only.ts'],
        },
      },
      {
        oxc: decorators,
        test: {
          name: 'behaviour',
          isolate,
          include: ['test/**/*.test.ts'],
          exclude: ['test/process/**'],
          setupFiles: ['test/support/reflect.ts', 'test/support/loopback-only.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        // The same once more with a single connection: code that leaves its transaction waits for itself here.
        oxc: decorators,
        test: {
          name: 'pool of one',
          isolate,
          include: ['test/api/**/*.test.ts'],
          setupFiles: ['test/support/reflect.ts', 'test/support/loopback-only.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          env: { TEST_POOL_SIZE: '1' },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        oxc: decorators,
        test: {
          name: 'process',
          include: ['test/process/**/*.test.ts'],
          setupFiles: ['test/support/reflect.ts', 'test/support/loopback-only.ts'],
          globalSetup: ['test/support/build.ts', 'test/support/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
