import type { Fault } from './fault.ts';
import { deliverTwice } from './harm/deliver-twice.ts';
import { away, cutOff, slowed } from './harm/disturb-servers.ts';
import { fillDisk, smallDisk } from './harm/fill-disk.ts';
import { killServices, stopServices } from './harm/kill-services.ts';
import { deleteStream, emptyRedis, loseJetstream } from './harm/lose-stores.ts';
import { poison } from './harm/poison.ts';

/** What services, their disks, messages and stores may meet with, each a test of its own. */
export const faultsOfServices: readonly Fault[] = [
  { name: 'services are killed at random', count: 200, disturb: killServices, mayFail: true },
  { name: 'services are told to stop, one after the other', count: 60, disturb: stopServices },
  { name: 'every message is delivered twice', count: 60, disturb: deliverTwice },
  { name: 'Redis is emptied', count: 40, disturb: emptyRedis },
  { name: 'the stream is deleted', count: 50, disturb: deleteStream },
  { name: 'the store of JetStream is deleted', count: 50, disturb: loseJetstream },
  { name: 'the disk of the workers is full', count: 40, disturb: fillDisk, needs: smallDisk },
  { name: 'a pair of files kills whoever works on it', count: 40, disturb: poison },
];

/** What their servers may do to them. */
export const faultsOfServers: readonly Fault[] = [
  { name: 'NATS is away for 30 s', count: 40, disturb: away(({ nats }) => nats) },
  { name: 'MinIO is away for 30 s', count: 40, disturb: away(({ minio }) => minio) },
  { name: 'Redis is away for 30 s', count: 40, disturb: away(({ redis }) => redis) },
  { name: 'NATS is cut off in the middle of transfers', count: 40, disturb: cutOff('nats') },
  { name: 'MinIO is cut off in the middle of transfers', count: 40, disturb: cutOff('minio') },
  { name: 'Redis is cut off in the middle of transfers', count: 40, disturb: cutOff('redis') },
  { name: 'NATS is slower by 1 s', count: 10, disturb: slowed('nats') },
  { name: 'MinIO is slower by 1 s', count: 10, disturb: slowed('minio') },
  { name: 'Redis is slower by 1 s', count: 10, disturb: slowed('redis') },
];

export const faults: readonly Fault[] = [...faultsOfServices, ...faultsOfServers];
