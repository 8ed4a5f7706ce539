import { createEnginePool } from '@reconcyl/engine/pool';
import { engineVersion } from '@reconcyl/engine/version';
import { runStage } from '@reconcyl/wiring';
import { reconcilerConfig } from './config.ts';
import { createReconciler } from './create-reconciler.ts';

await runStage('reconciler', reconcilerConfig, ({ config, keep, ports }) => {
  const pool = keep(
    createEnginePool({
      size: ports.concurrency.small + ports.concurrency.large,
      keep: 1,
      memoryBytesPerChild: config.ENGINE_MEMORY_BYTES,
      threadsPerChild: config.ENGINE_THREADS,
    }),
  );
  const tools = { reconcile: pool.reconcile, engineVersion };
  return createReconciler({ ...ports, tools, otherEngineMs: config.OTHER_ENGINE_MS });
});
