import { defineConfig } from 'vitest/config';

const decorators = { decorator: { legacy: true, emitDecoratorMetadata: true } };

export default defineConfig({
  test: {
    projects: [
      {
        oxc: decorators,
        test: { name: 'unit', include: ['src/**/*.spec.ts'], setupFiles: ['test/support/reflect.ts'] },
      },
      {
        oxc: decorators,
        test: {
          name: 'behaviour',
          include: ['test/**/*.test.ts'],
          exclude: ['test/process/**'],
          setupFiles: ['test/support/reflect.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        oxc: decorators,
        test: {
          name: 'process',
          include: ['test/process/**/*.test.ts'],
          setupFiles: ['test/support/reflect.ts'],
          globalSetup: ['test/support/build.ts', 'test/support/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
