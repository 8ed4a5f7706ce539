import { createSqliteBus } from '../../adapters/sqlite.ts';

/** A worker that takes messages, says so, and never settles them. */
const [file = ''] = process.argv.slice(2);
const bus = await createSqliteBus({ file });
await bus.consume({
  name: 'worker',
  types: ['reconcyl.stage.started.v1'],
  concurrency: 2,
  ackWaitMs: 3600_000,
  handler: ({ event, deliveryCount }) => {
    process.stdout.write(`working ${event.subject} ${deliveryCount}\n`);
    return new Promise(() => undefined);
  },
});
process.stdout.write('ready\n');
// Consumers keep no process alive by themselves.
setInterval(() => undefined, 1000);
