import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type RunningProcess, runProcess } from '@reconcyl/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../object-store.ts';
import { keysBelow, read } from '../testing/contract/helpers.ts';
import { createFilesystemObjectStore } from './filesystem.ts';

const scripts = new URL('../testing/processes/', import.meta.url);

describe('the file system store among processes', { timeout: 30_000 }, () => {
  let root: string;
  let processes: RunningProcess[];
  let stores: ObjectStore[];

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'reconcyl-object-store-'));
    processes = [];
    stores = [];
  });

  afterEach(async () => {
    await Promise.all(processes.map((each) => each.kill()));
    await Promise.all(stores.map((store) => store.close()));
    await rm(root, { recursive: true });
  });

  function run(script: string, ...parameters: string[]): RunningProcess {
    const started = runProcess(new URL(script, scripts), root, ...parameters);
    processes.push(started);
    return started;
  }

  async function open(): Promise<ObjectStore> {
    const store = await createFilesystemObjectStore({ root });
    stores.push(store);
    return store;
  }

  const tempFiles = () => readdir(join(root, '.tmp'));

  it('shows no half object after a process was killed in the middle of a put, and removes what it left', async () => {
    const child = run('put-without-end.ts');
    await child.line('halfway');
    const during = await open();
    expect(await keysBelow(during, '')).toEqual([]);
    expect(await tempFiles()).toHaveLength(1);
    await child.kill();
    const after = await open();
    expect(await keysBelow(after, '')).toEqual([]);
    expect(await tempFiles()).toEqual([]);
  });

  it('leaves the file of a living process alone when another one starts', async () => {
    await run('put-without-end.ts').line('halfway');
    await open();
    expect(await tempFiles()).toHaveLength(1);
  });

  it('has every object whole whose put resolved, and none in part, when a process is killed at any moment', async () => {
    for (const killAfter of [3, 4]) {
      const child = run('put-for-ever.ts');
      const puts = () => child.lines().filter((line) => line.startsWith('put '));
      while (puts().length < killAfter) await child.nextLine();
      await child.kill();
      const store = await open();
      const keys = await keysBelow(store, 'default/');
      for (const line of puts()) {
        const sha256 = line.slice('put '.length);
        expect(keys).toContain(`default/${sha256.slice(0, 2)}/${sha256}`);
      }
      for (const key of keys) {
        const found = await store.get(key);
        const bytes = found && (await buffer(found.body));
        expect(
          createHash('sha256')
            .update(bytes ?? '')
            .digest('hex'),
        ).toBe(key.split('/').at(-1));
      }
    }
  });

  it.each([
    ['replace', (store: ObjectStore) => store.put('default/a', 'new')],
    ['replace if it matches', (store: ObjectStore) => store.put('default/a', 'new', { ifMatch: 'x' })],
    ['delete', (store: ObjectStore) => store.delete('default/a')],
  ])('lets one process at a time compare and %s', async (_, change) => {
    const store = await open();
    await store.put('default/a', 'old');
    const child = run('hold-lock.ts', '300');
    await child.line('holding');
    await change(store);
    expect(await readdir(root)).toContain('released');
  });

  it('goes on when the process that held the lock was killed', async () => {
    const store = await open();
    const child = run('hold-lock.ts');
    await child.line('holding');
    await child.kill();
    expect(await store.put('default/a', 'new')).toMatchObject({ created: true });
  });

  it('loses no update and has one winner a round when processes compete', async () => {
    const store = await open();
    await store.put('default/counter', '0');
    const children = ['a', 'b', 'c'].map((name) => run('count-up.ts', '20', name));
    await Promise.all(children.map((child) => child.line('finished')));
    expect(await read(store, 'default/counter')).toBe('60');
    const won = children.flatMap((child) => child.lines().filter((line) => line.startsWith('won')));
    expect(won).toHaveLength(20);
    expect(new Set(won).size).toBe(20);
  });
});
