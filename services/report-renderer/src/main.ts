import { createEnginePool } from '@reconcyl/engine/pool';
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
import { reportRendererConfig } from './config.ts';
import { createReportRenderer } from './create-report-renderer.ts';

await runMain('report-renderer', async (keep) => {
  const config = readConfig(reportRendererConfig, process.env);
  const paths = dataPaths(config.DATA_DIR);
  const logger = createLogger({ service: 'report-renderer', level: config.LOG_LEVEL });
  const metrics = createMetrics('report-renderer');
  const concurrency = { small: config.CONCURRENCY_SMALL, large: config.CONCURRENCY_LARGE };

  const store = keep(await openObjectStore(config));
  const bus = keep(await openBus(config, { service: 'report-renderer', logger }));
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
      memoryBytesPerChild: config.QUERY_MEMORY_BYTES,
      threadsPerChild: 1,
      recycleAfterJobs: 100,
    }),
  );
  const tools = { openResult: pool.openResult, publicUrl: config.PUBLIC_URL };
  const renderer = createReportRenderer({ bus, store, scratch, logger, metrics, concurrency, tools });
  keep(await startHealthServer({ host: config.HOST, port: config.PORT, services: [renderer], metrics }));

  await runUntilSignal([renderer], { graceMs: config.GRACE_MS, logger });
});
