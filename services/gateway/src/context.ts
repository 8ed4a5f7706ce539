import type { GatewayConfig } from './config.ts';
import type { GatewayDependencies } from './dependencies.ts';
import { createSlots, type Slots } from './slots.ts';
import { createDiskFloor, type DiskFloor } from './upload/disk-floor.ts';

/** What the routes share: the dependencies, the configuration, and what is bounded over all requests. */
export interface GatewayContext extends Omit<GatewayDependencies, 'clock'> {
  readonly config: GatewayConfig;
  readonly clock: () => Date;
  readonly uploads: Slots;
  readonly eventStreams: Slots;
  readonly diskFloor: DiskFloor;
  /** Start of every link: PUBLIC_URL, or the address that the server listens on. */
  readonly baseUrl: () => string;
  /** Aborted when the server shuts down, so that endless answers end. */
  readonly closing: AbortSignal;
}

export interface ContextOptions {
  readonly baseUrl: () => string;
  readonly closing: AbortSignal;
}

export function createContext(
  dependencies: GatewayDependencies,
  config: GatewayConfig,
  options: ContextOptions,
): GatewayContext {
  return {
    ...dependencies,
    ...options,
    config,
    clock: dependencies.clock ?? (() => new Date()),
    uploads: createSlots(config.MAX_CONCURRENT_UPLOADS, 'RECON_TOO_MANY_UPLOADS'),
    eventStreams: createSlots(config.MAX_EVENT_STREAMS, 'RECON_BUSY'),
    diskFloor: createDiskFloor(() => dependencies.store.freeBytes(), config.MIN_FREE_DISK_BYTES),
  };
}
