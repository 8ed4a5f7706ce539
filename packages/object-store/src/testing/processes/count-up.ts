import { createFilesystemObjectStore } from '../../adapters/filesystem.ts';
import { read } from '../contract/helpers.ts';

/** Adds one to the number in an object, so many times, by put if the etag matches; and competes for one name a round. */
const [root = '', times = '0', name = ''] = process.argv.slice(2);
const store = await createFilesystemObjectStore({ root });
for (let n = 0; n < Number(times); ) {
  const info = await store.stat('default/counter');
  const number = Number(await read(store, 'default/counter'));
  const { created } = await store.put('default/counter', String(number + 1), { ifMatch: info?.etag ?? '' });
  if (!created) continue;
  const claim = await store.put(`default/rounds/${n}`, name, { ifAbsent: true });
  process.stdout.write(`${claim.created ? 'won' : 'lost'} ${n}\n`);
  n += 1;
}
process.stdout.write('finished\n');
await store.close();
