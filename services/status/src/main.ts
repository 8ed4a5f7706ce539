import { createSqliteBus } from '@reconcyl/messaging/sqlite';
import { createFilesystemObjectStore } from '@reconcyl/object-store/filesystem';
import {
  createLogger,
  createMetrics,
  dataPaths,
  readConfig,
  runUntilSignal,
  startHealthServer,
} from '@reconcyl/service-kit';
import { createSqliteTaskStore } from '@reconcyl/task-store/sqlite';
import { statusConfig } from './config.ts';
import { createStatus } from './create-status.ts';
import { statusOptionsOf } from './options-of-config.ts';

const config = readConfig(statusConfig, process.env);
const paths = dataPaths(config.DATA_DIR);
const logger = createLogger({ service: 'status', level: config.LOG_LEVEL });
const metrics = createMetrics('status');

const store = await createFilesystemObjectStore({ root: paths.objects });
const bus = await createSqliteBus({ file: paths.bus });
const tasks = await createSqliteTaskStore({ file: paths.tasks });
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
