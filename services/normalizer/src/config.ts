import {
  commonConfig,
  concurrencyConfig,
  dataConfig,
  defineConfig,
  engineConfig,
  scratchConfig,
} from '@reconcyl/service-kit';

/** Everything that can be set for the normalizer. */
export const normalizerConfig = defineConfig({
  ...commonConfig,
  ...dataConfig,
  ...scratchConfig,
  ...concurrencyConfig,
  ...engineConfig,
});
