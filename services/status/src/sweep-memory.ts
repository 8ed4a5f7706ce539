import type { ObjectInfo } from '@reconcyl/object-store';

/** A marker as it stood when it was listed or written. */
export type MarkerVersion = Pick<ObjectInfo, 'key' | 'etag'>;

/** What a sweep knows of the markers, so that it reads none in vain. It may be lost: then they are read once more. */
export interface SweepMemory {
  /** Before `untilMs` there is nothing to do for it, as long as nobody changes its marker. */
  readonly rest: (marker: MarkerVersion, untilMs: number) => void;
  readonly rests: (marker: MarkerVersion, now: Date) => boolean;
  /** The same for what only waits for the bus; to be asked for while the bus is away. */
  readonly restWithoutBus: (marker: MarkerVersion, untilMs: number) => void;
  readonly restsWithoutBus: (marker: MarkerVersion, now: Date) => boolean;
  /** That it was looked at, whatever became of its marker, on the way to have looked at everyone. */
  readonly looked: (marker: MarkerVersion) => void;
  readonly wasLookedAt: (marker: MarkerVersion) => boolean;
  /** Everyone was looked at below a prefix, so the next way begins anew. */
  readonly lookedAtAll: (prefix: string) => void;
  /** Forgets what stands below a prefix no more: `seen` is all that is listed there. */
  readonly keep: (prefix: string, seen: readonly MarkerVersion[]) => void;
}

const versionOf = ({ key, etag }: MarkerVersion) => `${key} ${etag}`;

/** A memory that is empty. */
export function createSweepMemory(): SweepMemory {
  const until = new Map<string, number>();
  const untilWithoutBus = new Map<string, number>();
  const lookedAt = new Set<string>();
  /** Markers that were written since the listing. */
  let written = new Set<string>();

  return {
    rest: (marker, untilMs) => {
      until.set(versionOf(marker), untilMs);
      written.add(versionOf(marker));
    },
    rests: (marker, now) => now.getTime() < (until.get(versionOf(marker)) ?? 0),
    restWithoutBus: (marker, untilMs) => untilWithoutBus.set(versionOf(marker), untilMs),
    restsWithoutBus: (marker, now) => now.getTime() < (untilWithoutBus.get(versionOf(marker)) ?? 0),
    looked: ({ key }) => lookedAt.add(key),
    wasLookedAt: ({ key }) => lookedAt.has(key),
    lookedAtAll: (prefix) => {
      for (const key of lookedAt) if (key.startsWith(prefix)) lookedAt.delete(key);
    },
    keep: (prefix, seen) => {
      const there = new Set([...seen.map(versionOf), ...written]);
      written = new Set();
      for (const times of [until, untilWithoutBus]) {
        for (const version of times.keys()) {
          if (version.startsWith(prefix) && !there.has(version)) times.delete(version);
        }
      }
    },
  };
}
