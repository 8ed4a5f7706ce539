import { createLogger, createMetrics, readConfig, runUntilSignal, startHealthServer } from '@reconcyl/service-kit';
import { openBus, openObjectStore, openTaskStore } from '@reconcyl/wiring';
import { statusConfig } from './config.ts';
import { createStatus } from './create-status.ts';
import { stateRetentionMs, statusOptionsOf } from './options-of-config.ts';

const config = readConfig(statusConfig, process.env);
const logger = createLogger({ service: 'status', level: config.LOG_LEVEL });
const metrics = createMetrics('status');

const store = await openObjectStore(config);
const bus = await openBus(config, { service: 'status', logger });
const tasks = await openTaskStore(config, { retentionMs: stateRetentionMs(config) });
const status = createStatus({ bus, store, tasks, logger, metrics, options: statusOptionsOf(config) });
const health = await startHealthServer({ host: config.HOST, port: config.PORT, services: [status], metrics });

try {
  await runUntilSignal([status], { graceMs: config.GRACE_MS, logger });
} finally {
  await health.close();
  await tasks.close();
  await bus.close();
  await store.close();
}
