import { createSqliteBus } from '../../adapters/sqlite.ts';
import { started } from '../contract/helpers.ts';

/** A publisher that says of each event when it is durable. */
const [file = ''] = process.argv.slice(2);
const bus = await createSqliteBus({ file });
for (let n = 0; ; n += 1) {
  await bus.publish(started(n));
  process.stdout.write(`published ${n}\n`);
}
