import {
  busConfig,
  commonConfig,
  dataConfig,
  defineConfig,
  integer,
  objectStoreConfig,
  taskStoreConfig,
} from '@reconcyl/service-kit';

const dayMs = 86_400_000;

/** How the sweep works; for the composition of all services too. */
export const sweepConfig = {
  REPORT_RETENTION_DAYS: integer({ min: 1, max: 36_500 })
    .default(30)
    .describe('Days from its end until a reconciliation and its reports are removed'),
  SWEEP_INTERVAL_MS: integer({ min: 10, max: 3_600_000 })
    .default(5000)
    .describe('Time between two looks of the sweep at open reconciliations'),
  SWEEP_FIRST_MS: integer({ min: 10, max: dayMs })
    .default(60_000)
    .describe('Time after which the sweep asks for a missing stage again; doubles up to SWEEP_LAST_MS'),
  SWEEP_LAST_MS: integer({ min: 10, max: dayMs })
    .default(3_600_000)
    .describe('Longest time after which the sweep asks for a missing stage again'),
  SWEEP_MAX_PUBLISHES: integer({ min: 1, max: 10_000 })
    .default(100)
    .describe('Most reconciliations that one look of the sweep publishes for'),
  PURGE_AFTER_MS: integer({ min: 0, max: 7 * dayMs })
    .default(120_000)
    .describe(
      'Time from a deletion until the data is removed; longer than the longest heartbeat and GRACE_MS together',
    ),
  WALK_INTERVAL_MS: integer({ min: 100, max: 7 * dayMs })
    .default(3_600_000)
    .describe('Time between two walks over all reconciliations, which expire old ones and mend the task store'),
};

/** Everything that can be set for the status service. */
export const statusConfig = defineConfig({
  ...commonConfig,
  ...dataConfig,
  ...busConfig,
  ...objectStoreConfig,
  ...taskStoreConfig,
  ...sweepConfig,
});
