import { createSqliteBus } from '../../adapters/sqlite.ts';

/** Says what it hears on the channel `there`, and sends it back on `back`. */
const [file = ''] = process.argv.slice(2);
const bus = await createSqliteBus({ file });
await bus.listen('there', (payload) => void bus.broadcast('back', payload), new AbortController().signal);
process.stdout.write('ready\n');
setInterval(() => undefined, 1000);
