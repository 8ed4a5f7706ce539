import {
  busConfig,
  commonConfig,
  concurrencyConfig,
  dataConfig,
  defineConfig,
  integer,
  linkConfig,
  objectStoreConfig,
  scratchConfig,
} from '@reconcyl/service-kit';

const mebibyte = 1024 * 1024;

/** Everything that can be set for the report renderer. */
export const reportRendererConfig = defineConfig({
  ...commonConfig,
  ...dataConfig,
  ...busConfig,
  ...objectStoreConfig,
  ...scratchConfig,
  ...concurrencyConfig,
  ...linkConfig,
  QUERY_MEMORY_BYTES: integer({ min: 256 * mebibyte, max: 1024 * 1024 * mebibyte })
    .default(1024 * mebibyte)
    .describe('Memory of each process that reads results'),
});
