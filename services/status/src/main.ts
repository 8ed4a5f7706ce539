import { openTaskStore, runService } from '@reconcyl/wiring';
import { statusConfig } from './config.ts';
import { createStatus } from './create-status.ts';
import { stateRetentionMs, statusOptionsOf } from './options-of-config.ts';

await runService('status', statusConfig, async ({ config, keep, ports }) => {
  const tasks = keep(await openTaskStore(config, { retentionMs: stateRetentionMs(config) }));
  return createStatus({ ...ports, tasks, options: statusOptionsOf(config) });
});
