import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, headers } from '@nats-io/transport-node';

/** Marks a copy, so that it is not copied again. */
const copyMark = 'Reconcyl-Test-Copy';

/** Publishes each event once more, under an id that the server has not seen: as if every delivery came twice. Gives their number. */
export async function republishEach(url: string): Promise<{ readonly stop: () => Promise<number> }> {
  const client = await connect({ servers: url });
  const manager = await jetstreamManager(client);
  const stream = 'reconcyl_events';
  const { name } = await manager.consumers.add(stream, {
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.New,
  });
  const consumer = await jetstream(client).consumers.get(stream, name);
  const messages = await consumer.consume();
  let copies = 0;
  const copying = (async () => {
    for await (const message of messages) {
      if (message.headers?.has(copyMark)) continue;
      const copied = headers();
      for (const [key, values] of message.headers ?? []) {
        if (key === 'Nats-Msg-Id') continue;
        for (const value of values) copied.append(key, value);
      }
      copied.set(copyMark, 'yes');
      client.publish(message.subject, message.data, { headers: copied });
      copies += 1;
    }
  })();
  return {
    async stop() {
      await messages.close();
      await copying;
      await client.flush();
      await manager.consumers.delete(stream, name);
      await client.close();
      return copies;
    },
  };
}
