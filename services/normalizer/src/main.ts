import { createEnginePool } from '@reconcyl/engine/pool';
import { parseRuleset } from '@reconcyl/engine/ruleset';
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
import { normalizerConfig } from './config.ts';
import { createNormalizer } from './create-normalizer.ts';

await runMain('normalizer', async (keep) => {
  const config = readConfig(normalizerConfig, process.env);
  const paths = dataPaths(config.DATA_DIR);
  const logger = createLogger({ service: 'normalizer', level: config.LOG_LEVEL });
  const metrics = createMetrics('normalizer');
  const concurrency = { small: config.CONCURRENCY_SMALL, large: config.CONCURRENCY_LARGE };

  const store = keep(await openObjectStore(config));
  const bus = keep(await openBus(config, { service: 'normalizer', logger }));
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
  const tools = { inspect: pool.inspect, parseRuleset };
  const normalizer = createNormalizer({ bus, store, scratch, logger, metrics, concurrency, tools });
  keep(await startHealthServer({ host: config.HOST, port: config.PORT, services: [normalizer], metrics }));

  await runUntilSignal([normalizer], { graceMs: config.GRACE_MS, logger });
});
