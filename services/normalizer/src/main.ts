import { createEnginePool } from '@reconcyl/engine/pool';
import { parseRuleset } from '@reconcyl/engine/ruleset';
import { runStage } from '@reconcyl/wiring';
import { normalizerConfig } from './config.ts';
import { createNormalizer } from './create-normalizer.ts';

await runStage('normalizer', normalizerConfig, ({ config, keep, ports }) => {
  const pool = keep(
    createEnginePool({
      size: ports.concurrency.small + ports.concurrency.large,
      keep: 1,
      memoryBytesPerChild: config.ENGINE_MEMORY_BYTES,
      threadsPerChild: config.ENGINE_THREADS,
    }),
  );
  return createNormalizer({ ...ports, tools: { inspect: pool.inspect, parseRuleset } });
});
