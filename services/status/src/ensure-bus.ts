import { busConfig, commonConfig, createLogger, dataConfig, defineConfig, readConfig } from '@reconcyl/service-kit';
import { ensureBus } from '@reconcyl/wiring';

// A program of its own, which ends: what `reconcyl ensure-bus` does, for where only the images of the services are.
const config = readConfig(
  defineConfig({ LOG_LEVEL: commonConfig.LOG_LEVEL, ...dataConfig, ...busConfig }),
  process.env,
);
const logger = createLogger({ service: 'ensure-bus', level: config.LOG_LEVEL });
for (const { what, action, differences } of await ensureBus(config)) {
  if (action === 'kept') logger.debug({ what }, 'kept');
  else logger.info({ what, differences }, action);
}
