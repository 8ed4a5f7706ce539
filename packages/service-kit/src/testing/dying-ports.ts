import type { Bus } from '@reconcyl/messaging';
import type { ObjectStore } from '@reconcyl/object-store';

export interface DyingPorts {
  readonly store: ObjectStore;
  readonly bus: Bus;
  /** Resolves when the process has died. */
  readonly died: Promise<void>;
  /** Operations that were begun so far. */
  readonly count: () => number;
}

/**
 * The ports as a process sees them that is killed just before its n-th operation (from 1): that one and all later ones have no
 * effect and never end, as nothing of a killed process goes on.
 */
export function createDyingPorts(store: ObjectStore, bus: Bus, dieBefore: number): DyingPorts {
  const { promise: died, resolve } = Promise.withResolvers<void>();
  let begun = 0;
  const live = async (): Promise<void> => {
    begun += 1;
    if (begun < dieBefore) return;
    resolve();
    await new Promise<never>(() => undefined);
  };
  const alive = <Arguments extends unknown[], Result>(operation: (...given: Arguments) => Promise<Result>) => {
    return async (...given: Arguments): Promise<Result> => {
      await live();
      return operation(...given);
    };
  };
  return {
    died,
    count: () => begun,
    bus: { ...bus, publish: alive(bus.publish), broadcast: alive(bus.broadcast) },
    store: {
      ...store,
      put: alive(store.put),
      get: alive(store.get),
      stat: alive(store.stat),
      delete: alive(store.delete),
      async *list(prefix, options) {
        await live();
        yield* store.list(prefix, options);
      },
    },
  };
}
