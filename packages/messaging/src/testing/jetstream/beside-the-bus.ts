import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { namesOf } from '../../jetstream/names.ts';

/** Removes what a test left on a server that it shares with others. */
export function deleteStreams(url: string, prefix: string): Promise<void> {
  const { eventStream, deadStream } = namesOf(prefix);
  return administer(url, async ({ streams }) => {
    for (const name of [eventStream, deadStream]) await streams.delete(name).catch(() => undefined);
  });
}

/** Publishes bytes that are no event to one consumer. */
export function injectBytes(url: string, prefix: string, consumer: string, bytes: Uint8Array): Promise<void> {
  return administer(url, async (jsm) => {
    await jetstream(jsm.nc).publish(namesOf(prefix).redrive(consumer), bytes);
  });
}

/** Does something on the server that is no bus's business. */
export async function administer<Result>(
  url: string,
  work: (jsm: JetStreamManager & { readonly nc: Parameters<typeof jetstream>[0] }) => Promise<Result>,
): Promise<Result> {
  const nc = await connect({ servers: url });
  try {
    return await work(Object.assign(await jetstreamManager(nc), { nc }));
  } finally {
    await nc.close();
  }
}
