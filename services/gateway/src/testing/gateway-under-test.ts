import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ruleset } from '@reconcyl/contracts';
import { createLogger, createMetrics, createScratch } from '@reconcyl/service-kit';
import { onTestFinished } from 'vitest';
import { buildApp } from '../app.ts';
import { type GatewayConfig, gatewayConfigSchema } from '../config.ts';
import type { EnginePool, GatewayDependencies } from '../dependencies.ts';
import { createMemoryBus, createMemoryTasks } from './memory-ports.ts';
import { createMemoryStore, type StoreFaults } from './memory-store.ts';

export interface UnderTestOptions {
  readonly config?: Partial<GatewayConfig>;
  readonly faults?: StoreFaults;
  readonly pool?: Partial<EnginePool>;
  readonly parseRuleset?: (text: string) => Ruleset;
  readonly clock?: () => Date;
}

/** The application over ports in memory. Everything is closed when the test ends. */
export async function gatewayUnderTest(options: UnderTestOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-test-'));
  const store = createMemoryStore(options.faults);
  const bus = createMemoryBus();
  const tasks = createMemoryTasks();
  const scratch = await createScratch({ root: folder });
  const logLines: string[] = [];
  const dependencies: GatewayDependencies = {
    store: store.store,
    bus: bus.bus,
    tasks: tasks.tasks,
    pool: {
      describe: options.pool?.describe ?? (() => Promise.reject(new Error('not expected'))),
      openResult: options.pool?.openResult ?? (() => Promise.reject(new Error('not expected'))),
    },
    parseRuleset: options.parseRuleset ?? (() => ({ version: 1 })),
    logger: createLogger({
      service: 'gateway',
      level: 'info',
      destination: { write: (line: string) => void logLines.push(line) },
    }),
    metrics: createMetrics('gateway'),
    scratch,
    clock: options.clock,
  };
  const config: GatewayConfig = {
    ...gatewayConfigSchema.parse({}),
    PORT: 0,
    MIN_FREE_DISK_BYTES: 0,
    ...options.config,
  };
  const app = await buildApp(dependencies, config);
  onTestFinished(async () => {
    await app.close();
    await scratch.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { app, config, dependencies, store, bus, tasks, folder, logLines };
}

/** Starts the application on a free port and gives it. */
export async function listen(app: Awaited<ReturnType<typeof buildApp>>): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
