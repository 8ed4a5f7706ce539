import { createEnginePool } from '@reconcyl/engine/pool';
import { runStage } from '@reconcyl/wiring';
import { reportRendererConfig } from './config.ts';
import { createReportRenderer } from './create-report-renderer.ts';

await runStage('report-renderer', reportRendererConfig, ({ config, keep, ports }) => {
  const pool = keep(
    createEnginePool({
      size: ports.concurrency.small + ports.concurrency.large,
      keep: 1,
      memoryBytesPerChild: config.QUERY_MEMORY_BYTES,
      threadsPerChild: 1,
    }),
  );
  return createReportRenderer({ ...ports, tools: { openResult: pool.openResult, publicUrl: config.PUBLIC_URL } });
});
