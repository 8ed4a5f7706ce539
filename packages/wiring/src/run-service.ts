import type { Lane } from '@reconcyl/contracts';
import type { Bus } from '@reconcyl/messaging';
import type { ObjectStore } from '@reconcyl/object-store';
import {
  type ConfigSchema,
  createLogger,
  createMetrics,
  type Keep,
  type Logger,
  type Metrics,
  readConfig,
  runMain,
  runUntilSignal,
  type Service,
  type StageDeps,
  startHealthServer,
} from '@reconcyl/service-kit';
import type * as z from 'zod';
import type { ServiceConfig, StageConfig } from './config-types.ts';
import { openBus } from './open-bus.ts';
import { openObjectStore } from './open-object-store.ts';
import { openScratch } from './open-scratch.ts';

/** What every service works with. */
export interface Ports {
  readonly bus: Bus;
  readonly store: ObjectStore;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface ServiceContext<Config> {
  readonly config: Config;
  readonly ports: Ports;
  /** Has what is opened for the service closed after it. */
  readonly keep: Keep;
}

export interface StageContext<Config> extends Omit<ServiceContext<Config>, 'ports'> {
  readonly ports: StageDeps & { readonly concurrency: Readonly<Record<Lane, number>> };
}

/**
 * Runs a service as a process, until a signal ends it: reads its variables, opens the bus and the object store that they name, and
 * serves health and metrics. `check` throws for variables that do not go together, before anything is opened. An error is told as
 * `runMain` tells it.
 */
export function runService<Config extends ServiceConfig>(
  name: string,
  schema: ConfigSchema & z.ZodType<Config>,
  make: (context: ServiceContext<Config>) => Service | Promise<Service>,
  { check }: { readonly check?: (config: Config) => void } = {},
): Promise<void> {
  return runMain(name, async (keep) => {
    const config = readConfig(schema, process.env);
    check?.(config);
    const logger = createLogger({ service: name, level: config.LOG_LEVEL });
    const metrics = createMetrics(name);
    const store = keep(await openObjectStore(config));
    const bus = keep(await openBus(config, { service: name, logger }));

    const service = await make({ config, keep, ports: { bus, store, logger, metrics } });
    keep(await startHealthServer({ host: config.HOST, port: config.PORT, services: [service], metrics }));
    await runUntilSignal([service], { graceMs: config.GRACE_MS, logger });
  });
}

/** Runs a service as `runService` does that works on local copies of objects, on so many pairs at once. */
export function runStage<Config extends StageConfig>(
  name: string,
  schema: ConfigSchema & z.ZodType<Config>,
  make: (context: StageContext<Config>) => Service,
): Promise<void> {
  return runService(name, schema, async ({ config, keep, ports }) => {
    const scratch = keep(await openScratch(config));
    return make({ config, keep, ports: { ...ports, scratch, concurrency: lanesOf(config) } });
  });
}

/** How many pairs of each lane are worked on at once. */
export function lanesOf(config: Pick<StageConfig, 'CONCURRENCY_SMALL' | 'CONCURRENCY_LARGE'>): Record<Lane, number> {
  return { small: config.CONCURRENCY_SMALL, large: config.CONCURRENCY_LARGE };
}
