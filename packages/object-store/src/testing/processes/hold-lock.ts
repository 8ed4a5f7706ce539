import { writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openStoreLock } from '../../filesystem/store-lock.ts';

/** Holds the lock of a store: so many milliseconds, after which it leaves the file `released`; or for ever. */
const [root = '', forMs] = process.argv.slice(2);
openStoreLock(join(root, '.lock')).hold(() => {
  writeSync(1, 'holding\n');
  const never = new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(never, 0, 0, forMs === undefined ? Number.POSITIVE_INFINITY : Number(forMs));
  writeFileSync(join(root, 'released'), '');
});
