import { createEnginePool } from '@reconcyl/engine/pool';
import { engineVersion } from '@reconcyl/engine/version';
import {
  createLogger,
  createMetrics,
  createScratch,
  dataPaths,
  readConfig,
  runMain,
  runUntilSignal,
  startHealthServer,
} from '@reconcyl/service-kit';
import { openBus, openObjectStore } from '@reconcyl/wiring';
import { reconcilerConfig } from './config.ts';
import { createReconciler } from './create-reconciler.ts';

await runMain('reconciler', async (keep) => {
  const config = readConfig(reconcilerConfig, process.env);
  const paths = dataPaths(config.DATA_DIR);
  const logger = createLogger({ service: 'reconciler', level: config.LOG_LEVEL });
  const metrics = createMetrics('reconciler');
  const concurrency = { small: config.CONCURRENCY_SMALL, large: config.CONCURRENCY_LARGE };

  const store = keep(await openObjectStore(config));
  const bus = keep(await openBus(config, { service: 'reconciler', logger }));
  const scratch = keep(
    await createScratch({
      root: config.SCRATCH_DIR ?? paths.scratch,
      maxBytes: config.SCRATCH_MAX_BYTES,
    }),
  );
  const pool = keep(
    createEnginePool({
      size: concurrency.small + concurrency.large,
      keep: 1,
      memoryBytesPerChild: config.ENGINE_MEMORY_BYTES,
      threadsPerChild: config.ENGINE_THREADS,
      recycleAfterJobs: 100,
    }),
  );
  const tools = { reconcile: pool.reconcile, engineVersion };
  const otherEngineMs = config.OTHER_ENGINE_MS;
  const reconciler = createReconciler({ bus, store, scratch, logger, metrics, concurrency, tools, otherEngineMs });
  keep(await startHealthServer({ host: config.HOST, port: config.PORT, services: [reconciler], metrics }));

  await runUntilSignal([reconciler], { graceMs: config.GRACE_MS, logger });
});
