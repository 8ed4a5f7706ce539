import { createEnginePool } from '@reconcyl/engine/pool';
import { parseRuleset } from '@reconcyl/engine/ruleset';
import {
  createLogger,
  createMetrics,
  createScratch,
  dataPaths,
  readConfig,
  runUntilSignal,
} from '@reconcyl/service-kit';
import { openBus, openDropBox, openInboxNotices, openObjectStore, openTaskStore } from '@reconcyl/wiring';
import { gatewayProcessConfigSchema } from './config.ts';
import { createGateway } from './create-gateway.ts';
import { createDrops } from './drops/create-drops.ts';

const config = readConfig(gatewayProcessConfigSchema, process.env);
const paths = dataPaths(config.DATA_DIR);
const logger = createLogger({ service: 'gateway', level: config.LOG_LEVEL });
const metrics = createMetrics('gateway');

const store = await openObjectStore(config);
const box = await openDropBox(config, store);
const bus = await openBus(config, { service: 'gateway', logger });
const notices = config.INBOX ? await openInboxNotices(config, { service: 'gateway', logger }) : undefined;
const tasks = await openTaskStore(config);
const scratch = await createScratch({
  root: config.SCRATCH_DIR ?? paths.scratch,
  maxBytes: config.SCRATCH_MAX_BYTES,
});
const pool = createEnginePool({
  size: config.QUERY_PROCESSES,
  memoryBytesPerChild: config.QUERY_MEMORY_BYTES,
  threadsPerChild: 1,
  recycleAfterJobs: 100,
  queueLimit: 8 * config.QUERY_PROCESSES,
});

try {
  const dependencies = { store, bus, tasks, pool, parseRuleset, logger, metrics, scratch };
  const gateway = createGateway(dependencies, config);
  const drops = config.INBOX ? [createDrops({ ...dependencies, box, listen: notices?.listen }, config)] : [];
  await runUntilSignal([gateway, ...drops], { graceMs: config.GRACE_MS, logger });
} finally {
  await pool.close();
  await scratch.close();
  await tasks.close();
  await notices?.close();
  await bus.close();
  await box.close();
  await store.close();
}
