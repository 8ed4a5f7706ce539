import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { namesOf } from '../../jetstream/names.ts';

/** Removes what a test left on a server that it shares with others. */
export async function deleteStreams(url: string, prefix: string): Promise<void> {
  const client = await connect({ servers: url });
  const { streams } = await jetstreamManager(client);
  const { eventStream, deadStream } = namesOf(prefix);
  for (const name of [eventStream, deadStream]) await streams.delete(name).catch(() => undefined);
  await client.close();
}
