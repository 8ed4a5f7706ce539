import { createHash, randomBytes } from 'node:crypto';
import { createFilesystemObjectStore } from '../../adapters/filesystem.ts';
import { streamOf } from '../contract/helpers.ts';

/** Puts objects of half a megabyte under the hash of their bytes, and says of each when it is durable. */
const [root = ''] = process.argv.slice(2);
const store = await createFilesystemObjectStore({ root });
for (;;) {
  const bytes = randomBytes(512 * 1024);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  process.stdout.write(`putting ${sha256}\n`);
  await store.put(`default/${sha256.slice(0, 2)}/${sha256}`, streamOf([bytes.subarray(0, 9), bytes.subarray(9)]));
  process.stdout.write(`put ${sha256}\n`);
}
