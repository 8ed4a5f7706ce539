import {
  createLogger,
  createMetrics,
  readConfig,
  runMain,
  runUntilSignal,
  startHealthServer,
} from '@reconcyl/service-kit';
import { openBus, openObjectStore, openTaskStore } from '@reconcyl/wiring';
import { statusConfig } from './config.ts';
import { createStatus } from './create-status.ts';
import { stateRetentionMs, statusOptionsOf } from './options-of-config.ts';

await runMain('status', async (keep) => {
  const config = readConfig(statusConfig, process.env);
  const logger = createLogger({ service: 'status', level: config.LOG_LEVEL });
  const metrics = createMetrics('status');

  const store = keep(await openObjectStore(config));
  const bus = keep(await openBus(config, { service: 'status', logger }));
  const tasks = keep(await openTaskStore(config, { retentionMs: stateRetentionMs(config) }));
  const status = createStatus({ bus, store, tasks, logger, metrics, options: statusOptionsOf(config) });
  keep(await startHealthServer({ host: config.HOST, port: config.PORT, services: [status], metrics }));

  await runUntilSignal([status], { graceMs: config.GRACE_MS, logger });
});
