import { started } from '../contract/helpers.ts';
import { openBus } from './open-bus.ts';

/** A publisher that says of each event when it is durable. */
const bus = await openBus(process.argv.slice(2));
for (let n = 0; ; n += 1) {
  await bus.publish(started(n));
  process.stdout.write(`published ${n}\n`);
}
