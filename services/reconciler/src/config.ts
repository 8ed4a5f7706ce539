import {
  busConfig,
  commonConfig,
  concurrencyConfig,
  dataConfig,
  defineConfig,
  engineConfig,
  integer,
  objectStoreConfig,
  scratchConfig,
} from '@reconcyl/service-kit';

/** Everything that can be set for the reconciler. */
export const reconcilerConfig = defineConfig({
  ...commonConfig,
  ...dataConfig,
  ...busConfig,
  ...objectStoreConfig,
  ...scratchConfig,
  ...concurrencyConfig,
  ...engineConfig,
  OTHER_ENGINE_MS: integer({ min: 0, max: 86_400_000 })
    .default(600_000)
    .describe(
      'How long a plan of another engine version is left to workers of that version, before the run begins anew',
    ),
});
