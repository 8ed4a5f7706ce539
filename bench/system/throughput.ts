import type { S3Server } from '@reconcyl/testing/servers';
import type { Pair } from '../generate.ts';
import { machineSeconds } from '../proc.ts';
import { uploadUntilReady } from './client.ts';
import { groupsBelow } from './processes-below.ts';
import { s3Requests } from './requests.ts';

export interface Throughput {
  readonly count: number;
  readonly perSecond: number;
  /** Seconds of each, from the start of its upload until its report was read. */
  readonly seconds: readonly number[];
  /** By service or server, the greatest first. */
  readonly shares: readonly Share[];
  /** Requests of S3 for one reconciliation. */
  readonly s3: ReadonlyMap<string, number>;
}

export interface Share {
  readonly name: string;
  /** Of the machine's processors while it lasted; 1 is all of them. */
  readonly share: number;
  /** For one reconciliation. */
  readonly cpuMs: number;
  /** Of a service, a server or the client, and not of what else the machine did. */
  readonly isOurs: boolean;
}

/** Uploads a pair again and again, so many at once, each waiting for its report before the next, until the last report was read. */
export async function throughput(given: {
  readonly url: string;
  readonly minio: S3Server;
  readonly pair: Pair;
  readonly count: number;
  readonly atOnce: number;
  readonly processors: number;
}): Promise<Throughput> {
  const { url, minio, pair, count, atOnce, processors } = given;
  const before = look();
  const requestsBefore = await s3Requests(minio);
  const seconds: number[] = [];
  let left = count;
  async function client(): Promise<void> {
    for (; left > 0; ) {
      left -= 1;
      seconds.push(await uploadUntilReady(url, pair));
    }
  }
  const begin = performance.now();
  await Promise.all(Array.from({ length: atOnce }, client));
  const wall = (performance.now() - begin) / 1000;
  const after = look();
  const shareOf = (name: string): Share => {
    const cpuSeconds = (after.get(name) ?? 0) - (before.get(name) ?? 0);
    const share = cpuSeconds / wall / processors;
    return { name, share, cpuMs: (cpuSeconds * 1000) / count, isOurs: name !== others };
  };
  const shares = [...after.keys()].map(shareOf).sort((left, right) => right.share - left.share);
  const s3 = new Map<string, number>();
  for (const [api, requests] of await s3Requests(minio)) {
    s3.set(api, (requests - (requestsBefore.get(api) ?? 0)) / count);
  }
  return { count, perSecond: count / wall, seconds, shares, s3 };
}

const client = 'client';
const others = 'all else on the machine';

/** Seconds of the processor so far, by name. */
function look(): Map<string, number> {
  const { user, system } = process.cpuUsage();
  const seconds = new Map([[client, (user + system) / 1e6]]);
  for (const { name, cpuSeconds } of groupsBelow()) seconds.set(name, (seconds.get(name) ?? 0) + cpuSeconds);
  const known = [...seconds.values()].reduce((sum, each) => sum + each, 0);
  return seconds.set(others, machineSeconds() - known);
}
