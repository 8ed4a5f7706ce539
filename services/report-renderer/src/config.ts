import {
  commonConfig,
  concurrencyConfig,
  dataConfig,
  defineConfig,
  linkConfig,
  scratchConfig,
} from '@reconcyl/service-kit';

/** Everything that can be set for the report renderer. */
export const reportRendererConfig = defineConfig({
  ...commonConfig,
  ...dataConfig,
  ...scratchConfig,
  ...concurrencyConfig,
  ...linkConfig,
});
