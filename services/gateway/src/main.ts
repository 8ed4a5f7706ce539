import { createEnginePool } from '@reconcyl/engine/pool';
import { parseRuleset } from '@reconcyl/engine/ruleset';
import { createLogger, createMetrics, readConfig, runMain, runUntilSignal } from '@reconcyl/service-kit';
import { openBus, openDropBox, openInboxNotices, openObjectStore, openScratch, openTaskStore } from '@reconcyl/wiring';
import { bindAddress, gatewayProcessConfigSchema } from './config.ts';
import { createGateway } from './create-gateway.ts';
import { createDrops } from './drops/create-drops.ts';

await runMain('gateway', async (keep) => {
  const config = readConfig(gatewayProcessConfigSchema, process.env);
  // Told before anything is opened.
  bindAddress(config);
  const logger = createLogger({ service: 'gateway', level: config.LOG_LEVEL });
  const metrics = createMetrics('gateway');

  const store = keep(await openObjectStore(config));
  const box = keep(await openDropBox(config, store, logger));
  const bus = keep(await openBus(config, { service: 'gateway', logger }));
  const notices = config.INBOX ? await openInboxNotices(config, { service: 'gateway', logger }) : undefined;
  if (notices !== undefined) keep(notices);
  const tasks = keep(await openTaskStore(config));
  const scratch = keep(await openScratch(config));
  const pool = keep(
    createEnginePool({
      size: config.QUERY_PROCESSES,
      memoryBytesPerChild: config.QUERY_MEMORY_BYTES,
      threadsPerChild: 1,
      queueLimit: 8 * config.QUERY_PROCESSES,
    }),
  );

  const dependencies = { store, bus, tasks, pool, parseRuleset, logger, metrics, scratch };
  const gateway = createGateway(dependencies, config);
  const drops = config.INBOX ? [createDrops({ ...dependencies, box, listen: notices?.listen }, config)] : [];
  await runUntilSignal([gateway, ...drops], { graceMs: config.GRACE_MS, logger });
});
