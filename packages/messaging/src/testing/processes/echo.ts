import { openBus } from './open-bus.ts';

/** Says what it hears on the channel `there`, and sends it back on `back`. */
const bus = await openBus(process.argv.slice(2));
await bus.listen('there', (payload) => void bus.broadcast('back', payload), new AbortController().signal);
process.stdout.write('ready\n');
setInterval(() => undefined, 1000);
