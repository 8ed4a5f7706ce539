import { randomUUID } from 'node:crypto';
import { type NatsServer, startNats } from '@reconcyl/testing/servers';
import { afterAll, beforeAll } from 'vitest';
import { exponentialBackoff } from '../backoff.ts';
import { describeMessagingContract } from '../testing/describe-messaging-contract.ts';
import { deleteStreams, injectBytes } from '../testing/jetstream/beside-the-bus.ts';
import { createJetstreamBus } from './jetstream.ts';

let server: NatsServer;

beforeAll(async () => {
  server = await startNats();
});

afterAll(() => server.remove());

describeMessagingContract({
  name: 'jetstream',
  async create() {
    const prefix = `test-${randomUUID()}`;
    const backoff = exponentialBackoff({ firstMs: 5, capMs: 20 });
    const streams = { maxBytes: 16e6, maxDeadBytes: 16e6 };
    return {
      open: () => createJetstreamBus({ servers: server.url, prefix, backoff, streams }),
      inject: (consumer, bytes) => injectBytes(server.url, prefix, consumer, bytes),
      destroy: () => deleteStreams(server.url, prefix),
    };
  },
  features: { shortestAckWaitMs: 1000 },
});
