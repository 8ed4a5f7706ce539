import { openBus } from './open-bus.ts';

/** A worker that takes messages, says so, and never settles them; ACK_WAIT_MS after that others may have them. */
const bus = await openBus(process.argv.slice(2));
await bus.consume({
  name: 'worker',
  types: ['reconcyl.stage.started.v1'],
  concurrency: 2,
  ackWaitMs: Number(process.env.ACK_WAIT_MS ?? 3600_000),
  handler: ({ event, deliveryCount }) => {
    process.stdout.write(`working ${event.subject} ${deliveryCount}\n`);
    return new Promise(() => undefined);
  },
});
process.stdout.write('ready\n');
// Consumers keep no process alive by themselves.
setInterval(() => undefined, 1000);
