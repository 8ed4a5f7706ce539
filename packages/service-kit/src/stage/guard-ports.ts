import { ReconcylError } from '@reconcyl/contracts';
import type { ObjectStore } from '@reconcyl/object-store';
import type { Publisher } from '../events/publish-outcome.ts';

/**
 * Gives errors of the bus or the store a code: whatever a client library throws, to the loop it means that the other side is
 * away. A coded error stays as it is, and so does a mistake in a program, which no waiting mends.
 */
export function toOutage(error: unknown): unknown {
  const isBug = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
  if (error instanceof ReconcylError || isBug) return error;
  const errno = error instanceof Error && 'code' in error ? error.code : undefined;
  const isFull = errno === 'ENOSPC' || errno === 'EDQUOT';
  return new ReconcylError(isFull ? 'RECON_DISK_FULL' : 'RECON_UNAVAILABLE', undefined, { cause: error });
}

/** The same store, whose errors are coded. */
export function guardStore(store: ObjectStore): ObjectStore {
  return {
    put: (key, body, options) => guard(store.put(key, body, options)),
    get: (key, options) => guard(store.get(key, options)),
    stat: (key) => guard(store.stat(key)),
    delete: (key) => guard(store.delete(key)),
    deleteAll: (prefix) => guard(store.deleteAll(prefix)),
    async *list(prefix, options) {
      try {
        yield* store.list(prefix, options);
      } catch (error) {
        throw toOutage(error);
      }
    },
    presignGet: (key, seconds) => guard(store.presignGet(key, seconds)),
    watch: (prefix, signal) => store.watch(prefix, signal),
    freeBytes: () => guard(store.freeBytes()),
    ping: () => guard(store.ping()),
    close: () => store.close(),
  };
}

/** The same bus, as far as a stage publishes on it, whose errors are coded. */
export function guardPublish(bus: Publisher): Publisher {
  return { publish: (event) => guard(bus.publish(event)) };
}

async function guard<Value>(promise: Promise<Value>): Promise<Value> {
  try {
    return await promise;
  } catch (error) {
    throw toOutage(error);
  }
}
