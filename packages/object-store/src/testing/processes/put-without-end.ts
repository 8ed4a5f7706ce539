import { createFilesystemObjectStore } from '../../adapters/filesystem.ts';
import { streamOf } from '../contract/helpers.ts';

/** Begins to put one object and never comes to its end. */
const [root = ''] = process.argv.slice(2);
const store = await createFilesystemObjectStore({ root });
async function* endless() {
  yield Buffer.alloc(3 * 1024 * 1024, 'a');
  process.stdout.write('halfway\n');
  setInterval(() => undefined, 1000);
  await new Promise(() => undefined);
}
await store.put('default/endless', streamOf(endless()));
