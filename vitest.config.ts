import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Packages are read from their TypeScript sources, as everywhere in development (see CONTRIBUTING.md). */
const source = {
  resolve: { conditions: ['reconcyl-source'] },
  ssr: { resolve: { conditions: ['reconcyl-source'] } },
};
const forked = { env: { NODE_OPTIONS: '--conditions=reconcyl-source' } };

export default defineConfig({
  ...source,
  test: {
    // All processors: left to itself it keeps one free, which is half of a small machine.
    maxWorkers: availableParallelism(),
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          // A bound for what hangs, not a figure: machines are shared.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          include: ['{packages,services}/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/*.integration.test.ts', '**/node_modules/**'],
          ...forked,
        },
      },
      {
        ...source,
        test: {
          name: 'e2e',
          include: ['test-e2e/src/**/*.test.ts'],
          globalSetup: 'test-e2e/src/support/compose-for-all.ts',
          exclude: ['**/*.integration.test.ts', '**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          ...forked,
        },
      },
      {
        ...source,
        test: {
          name: 'integration',
          include: [
            '{packages,services}/*/src/**/*.integration.test.ts',
            '{scripts,test-e2e}/**/*.integration.test.ts',
          ],
          exclude: ['**/node_modules/**'],
          // A group of its own: real servers, and tests that wait for them, never share the machine with the other tests.
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
          ...forked,
        },
      },
      {
        ...source,
        test: {
          // The whole system again, as six processes on real servers.
          name: 'e2e-processes',
          include: ['test-e2e/src/system/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
          // One system at a time: each is six processes and three servers.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
          env: { ...forked.env, E2E_SYSTEM: 'processes' },
        },
      },
    ],
  },
});
