import { setTimeout as wait } from 'node:timers/promises';
import { isKey } from '../keys.ts';
import type { ObjectInfo } from '../object-store.ts';
import type { S3Connection } from './connection.ts';
import { isWorthAnotherTry } from './errors.ts';
import { listPages } from './list-objects.ts';

/** Objects that are remembered, some 20 MB; those behind them in a listing are not watched. */
const mostWatched = 100_000;
/** Listing takes at most a tenth of the time. */
const pausePerListing = 9;

/**
 * New and replaced objects, found by comparing listings: S3 has no other way that all who speak it know. An object that is replaced twice
 * between two looks is seen once, and one that is deleted between them never. While the store is away nothing is told; what came
 * meanwhile is told afterwards.
 */
export async function* watchObjects(
  connection: S3Connection,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<ObjectInfo> {
  let known: Map<string, string> | undefined;
  while (!signal.aborted) {
    const begin = performance.now();
    const current = new Map<string, string>();
    try {
      for await (const info of listSome(connection, prefix, signal)) {
        const version = `${info.modifiedAt.getTime()} ${info.etag}`;
        current.set(info.key, version);
        if (known !== undefined && known.get(info.key) !== version) yield info;
        if (signal.aborted) return;
      }
      known = current;
    } catch (error) {
      if (signal.aborted) return;
      if (known === undefined || !isWorthAnotherTry(error)) throw error;
      // What was told before the listing broke off is not told again.
      for (const [key, version] of current) known.set(key, version);
    }
    const pauseMs = Math.max(connection.settings.watchEveryMs, (performance.now() - begin) * pausePerListing);
    await wait(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

async function* listSome(connection: S3Connection, prefix: string, signal: AbortSignal): AsyncGenerator<ObjectInfo> {
  let left = mostWatched;
  for await (const page of listPages(connection, prefix, { signal })) {
    for (const info of page) if (isKey(info.key)) yield info;
    left -= page.length;
    if (left <= 0) return;
  }
}
