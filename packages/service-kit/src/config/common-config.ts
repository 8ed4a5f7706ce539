import { choice, httpAddress, integer, text } from './variables.ts';

/** Levels of the log, from silent to everything. */
export const logLevels = ['silent', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** What every service takes; spread it into its own `defineConfig`. */
export const commonConfig = {
  LOG_LEVEL: choice(logLevels).default('info').describe('How much is logged'),
  HOST: text({ max: 255 }).default('127.0.0.1').describe('Address to listen on, for health and metrics'),
  PORT: integer({ min: 0, max: 65_535 }).default(8081).describe('Port of health and metrics; 0 takes any free one'),
  GRACE_MS: integer({ min: 0, max: 600_000 })
    .default(20_000)
    .describe('How long work in hand may go on after the service was told to stop'),
};

/** What a service takes that keeps its data in a folder: the embedded bus, object store and task store. */
export const dataConfig = {
  DATA_DIR: text({ max: 4096 })
    .default('./reconcyl-data')
    .describe('Folder of the embedded bus, object store and task store, shared by all services of the machine'),
};

/** What a service takes that works on local copies of objects. */
export const scratchConfig = {
  SCRATCH_DIR: text({ max: 4096 }).optional().describe('Folder for work in hand; `scratch` in DATA_DIR when absent'),
  SCRATCH_MAX_BYTES: integer({ min: 1_000_000, max: 100_000_000_000_000 })
    .optional()
    .describe('Most bytes that work in hand may take in the scratch folder; no bound when absent'),
};

/** What a service takes that writes links for people. */
export const linkConfig = {
  PUBLIC_URL: httpAddress()
    .default('http://127.0.0.1:8080')
    .describe('Address under which people reach the gateway; every link is made from it'),
};

/** How much of a stage is worked on at once. */
export const concurrencyConfig = {
  CONCURRENCY_SMALL: integer({ min: 1, max: 64 }).default(2).describe('Small pairs worked on at once'),
  CONCURRENCY_LARGE: integer({ min: 1, max: 64 }).default(1).describe('Large pairs worked on at once'),
};

/** What a service takes that runs the engine. */
export const engineConfig = {
  ENGINE_MEMORY_BYTES: integer({ min: 536_870_912, max: 1_000_000_000_000 })
    .default(2_147_483_648)
    .describe('Memory of one child process of the engine'),
  ENGINE_THREADS: integer({ min: 1, max: 256 }).default(2).describe('Threads of one child process of the engine'),
};
