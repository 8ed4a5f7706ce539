import { randomUUID } from 'node:crypto';
import { defaultTenant, nameSchema, objectKeys } from '@reconcyl/contracts';
import { createLease, isReady, type Service } from '@reconcyl/service-kit';
import type { GatewayConfig } from '../config.ts';
import { createContext } from '../context.ts';
import type { GatewayDependencies } from '../dependencies.ts';
import type { DropBox } from './drop-box.ts';
import { type DroppedFiles, groupByName, listDropped, readDroppedKey } from './dropped-files.ts';
import { lookAtDrop } from './look-at-drop.ts';
import { createNameWatch } from './name-watch.ts';

export interface DropsDependencies extends GatewayDependencies {
  readonly box: DropBox;
  /** Calls back with keys below the inbox as something comes there. Hints: some come twice, late, out of order or never. */
  readonly listen?: ((onKey: (key: string) => void, signal: AbortSignal) => void) | undefined;
  /** Time between looks at what is settled too, should its change not have been heard of. Default an hour. */
  readonly fullLookMs?: number | undefined;
}

/** Names that are worked on at once: a large pair that is copied keeps no small one waiting. */
const atOnce = 4;
/** Longest time that a timer can be set to. */
const mostMs = 2 ** 31 - 1;

/**
 * Makes runs of the files that are dropped into the inbox, and shows in the outbox what they came to. Hints say where to look at once;
 * a listing now and then finds what no hint told of. One process at a time does the listing; two at once do no harm.
 */
export function createDrops(dependencies: DropsDependencies, config: GatewayConfig): Service {
  const { box, logger, tasks, fullLookMs = 3_600_000 } = dependencies;
  const tenant = defaultTenant;
  const prefix = objectKeys.inbox(tenant);
  const closing = new AbortController();
  const { signal } = closing;
  const baseUrl = () => config.PUBLIC_URL ?? `http://127.0.0.1:${config.PORT}`;
  const context = createContext(dependencies, config, { baseUrl, closing: signal });
  const times = { quietMs: box.isFolder ? config.DROP_QUIET_MS : 0, settleMs: config.DROP_SETTLE_MS };
  const sweepMs = config.INBOX_SWEEP_MS;
  const lease = createLease(context.store, {
    key: objectKeys.inboxLease(tenant),
    holder: randomUUID(),
    heldForMs: Math.max(5000, 3 * sweepMs),
    clock: context.clock,
  });
  const watch = createNameWatch();
  const waiting = new Set<string>();
  const inHand = new Map<string, Promise<void>>();
  const timers = new Map<string, NodeJS.Timeout>();
  let isHolder = false;
  let hasSwept = false;
  let lookedFullyMs = performance.now();
  let sweeping: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  /** A name that is in hand is looked at once more afterwards. */
  function lookSoon(name: string): void {
    if (signal.aborted) return;
    waiting.add(name);
    for (const next of waiting) {
      if (inHand.size >= atOnce) return;
      if (inHand.has(next)) continue;
      waiting.delete(next);
      const work = look(next)
        .catch((error: unknown) => {
          if (!signal.aborted) logger.warn({ err: error, name: next }, 'dropped files could not be worked on yet');
        })
        .finally(() => {
          inHand.delete(next);
          const [another] = waiting;
          if (another !== undefined) lookSoon(another);
        });
      inHand.set(next, work);
    }
  }

  async function look(name: string): Promise<void> {
    clearTimeout(timers.get(name));
    timers.delete(name);
    const files = await listDropped(box.store, prefix, name);
    const shape = shapeOf(files);
    const seenForMs = watch.seenForMs(name, shape);
    const again = await lookAtDrop(context, box, { tenant, name, files, seenForMs, signal }, times);
    if (again.kind === 'settled') watch.settle(name, shape);
    if (again.kind !== 'in' || signal.aborted) return;
    const next = setTimeout(() => lookSoon(name), Math.min(again.ms, mostMs));
    timers.set(name, next.unref());
  }

  /** Looks at every name that may need something: one with files, and one with a run; of what is settled, only now and then. */
  async function sweep(): Promise<void> {
    isHolder = (await lease.hold()) !== undefined;
    // The first look does not wait until the lease of a process that was killed runs out.
    if ((!isHolder && hasSwept) || signal.aborted) return;
    const found = new Map<string, DroppedFiles>();
    for await (const { key } of context.store.list(objectKeys.drops(tenant))) {
      const name = nameSchema.safeParse(key.slice(objectKeys.drops(tenant).length));
      if (name.success) found.set(name.data, {});
    }
    const listing = await Array.fromAsync(inboxListing());
    for (const [name, files] of groupByName(prefix, listing)) found.set(name, files);
    watch.keep(new Set(found.keys()));
    const isFull = performance.now() - lookedFullyMs >= fullLookMs;
    if (isFull) lookedFullyMs = performance.now();
    for (const [name, files] of found) if (isFull || !watch.isSettled(name, shapeOf(files))) lookSoon(name);
    hasSwept = true;
  }

  /** Only what is dropped files: whatever else lies there takes no memory. */
  async function* inboxListing() {
    for await (const info of box.store.list(prefix)) if (readDroppedKey(prefix, info.key) !== undefined) yield info;
  }

  function planSweep(afterMs: number): void {
    timer = setTimeout(() => {
      sweeping = sweep()
        .catch((error: unknown) => {
          if (!signal.aborted) logger.warn({ err: error }, 'the inbox could not be looked through');
        })
        .then(() => {
          if (!signal.aborted) planSweep(sweepMs);
        });
    }, afterMs);
    timer.unref();
  }

  function hintKey(key: string): void {
    const read = readDroppedKey(prefix, key);
    if (read !== undefined) lookSoon(read.name);
  }

  async function watchFolder(): Promise<void> {
    for await (const { key } of box.store.watch(prefix, signal)) hintKey(key);
  }

  /** What has ended is to be shown, by one process; the listing shows what was missed. */
  async function watchRuns(): Promise<void> {
    for await (const { name, status } of tasks.changes({ tenant }, signal)) {
      if (name === undefined || !endings.has(status)) continue;
      watch.unsettle(name);
      // What is in hand would be settled by what stood there before.
      if (isHolder || inHand.has(name)) lookSoon(name);
    }
  }

  function follow(what: string, work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!signal.aborted)
        logger.warn({ err: error, what }, 'hints are lost; the listing finds what they would have told');
    });
  }

  return {
    name: 'drops',
    start: async () => {
      dependencies.listen?.(hintKey, signal);
      if (box.isFolder) follow('inbox', watchFolder());
      follow('tasks', watchRuns());
      planSweep(0);
    },
    stop: async () => {
      closing.abort();
      clearTimeout(timer);
      for (const next of timers.values()) clearTimeout(next);
      await sweeping;
      await Promise.allSettled(inHand.values());
      await lease.release().catch(() => undefined);
    },
    ready: async () => isReady,
  };
}

const endings: ReadonlySet<string> = new Set(['completed', 'failed', 'deleted']);

function shapeOf(files: DroppedFiles): string {
  return Object.entries(files)
    .map(([role, { etag, sizeBytes, modifiedAt }]) => `${role} ${etag} ${sizeBytes} ${modifiedAt.getTime()}`)
    .sort()
    .join('\n');
}
