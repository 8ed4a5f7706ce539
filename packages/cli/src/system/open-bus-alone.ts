import type { Bus } from '@reconcyl/messaging';
import { busConfig, createLogger, dataConfig, dataPaths, defineConfig, readConfig } from '@reconcyl/service-kit';
import { openBus } from '@reconcyl/wiring';
import { mustBeKept } from './must-be-kept.ts';
import type { Environment } from './settings.ts';

const config = defineConfig({ ...dataConfig, ...busConfig });

/**
 * The bus that the environment names, or that of a data folder, which may be in use; for those who only look after it. Throws
 * ConfigError, and RECON_USAGE where no system ever kept its data.
 */
export async function openBusAlone(dataFolder: string, env: Environment): Promise<Bus> {
  const read = readConfig(config, { NATS_ENSURE: 'check', ...env, DATA_DIR: dataFolder });
  if (read.NATS_URL.length === 0) {
    const otherwise = 'The data folder holds no bus; name it with --data, or NATS with NATS_URL.';
    await mustBeKept(dataPaths(dataFolder).bus, otherwise);
  }
  return openBus(read, { service: 'dead-letters', logger: createLogger({ service: 'reconcyl', level: 'silent' }) });
}
