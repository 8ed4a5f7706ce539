import { setTimeout } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Redis } from 'ioredis';
import { until } from '../../support/until.ts';
import type { Harm, Scene } from '../fault.ts';
import { begun } from './moments.ts';

export async function emptyRedis({ system, work, count }: Scene): Promise<Harm> {
  await begun(work);
  const redis = new Redis(system.redis.url);
  let times = 0;
  while (times < 3 || ((await work.ended()) ?? 0) < count) {
    await redis.flushall();
    times += 1;
    await setTimeout(3000);
    if (times >= 5) break;
  }
  redis.disconnect();
  return { times: `${times} times` };
}

export async function deleteStream({ system, work }: Scene): Promise<Harm> {
  await begun(work);
  const client = await connect({ servers: system.nats.url });
  const manager = await jetstreamManager(client);
  await manager.streams.delete('reconcyl_events');
  await client.close();
  return { times: 'once' };
}

/** As if the disk of NATS were lost, with nearly all reconciliations on their way. */
export async function loseJetstream({ system, work, count }: Scene): Promise<Harm> {
  await system.services.normalizer.stop();
  await work.uploaded;
  await system.services.normalizer.start();
  const ended = await until('the first to end', async () => (await work.ended()) || undefined);
  await system.nats.kill();
  await system.nats.clear();
  await system.nats.start();
  return { times: `once, with ${count - ended} on their way` };
}
