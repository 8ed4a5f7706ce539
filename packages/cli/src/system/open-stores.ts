import {
  dataConfig,
  dataPaths,
  defineConfig,
  objectStoreConfig,
  readConfig,
  taskStoreConfig,
} from '@reconcyl/service-kit';
import { stateRetentionMs, sweepConfig } from '@reconcyl/status';
import { openObjectStore, openTaskStore } from '@reconcyl/wiring';
import type { createClosers } from './closers.ts';
import { mustBeKept } from './must-be-kept.ts';
import type { Environment } from './settings.ts';

const { REPORT_RETENTION_DAYS } = sweepConfig;
const config = defineConfig({ ...dataConfig, ...objectStoreConfig, ...taskStoreConfig, REPORT_RETENTION_DAYS });

/**
 * The two stores that the environment names, each in place of that of the data folder, which may be in use. Throws ConfigError, and
 * RECON_USAGE where no system ever kept its data.
 */
export async function openStores(dataFolder: string, env: Environment, closers: ReturnType<typeof createClosers>) {
  const read = readConfig(config, { ...env, DATA_DIR: dataFolder });
  if (read.S3_URL === undefined) {
    const otherwise = 'The data folder holds no reconciliations; name it with --data, or a bucket with S3_URL.';
    await mustBeKept(dataPaths(dataFolder).objects, otherwise);
  } else if (read.REDIS_URL === undefined) {
    // The task store itself may be what was lost.
    await mustBeKept(dataFolder, 'The data folder is not there; name it with --data, or Redis with REDIS_URL.');
  }
  const store = await openObjectStore(read);
  closers.add(store.close);
  const tasks = await openTaskStore(read, { retentionMs: stateRetentionMs(read) });
  closers.add(tasks.close);
  return { store, tasks };
}
