import {
  busConfig,
  commonConfig,
  concurrencyConfig,
  dataConfig,
  defineConfig,
  engineConfig,
  objectStoreConfig,
  scratchConfig,
} from '@reconcyl/service-kit';

/** Everything that can be set for the normalizer. */
export const normalizerConfig = defineConfig({
  ...commonConfig,
  ...dataConfig,
  ...busConfig,
  ...objectStoreConfig,
  ...scratchConfig,
  ...concurrencyConfig,
  ...engineConfig,
});
