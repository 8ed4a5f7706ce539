import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../object-store.ts';
import { keysBelow, read, streamOf } from '../testing/contract/helpers.ts';
import { createFilesystemObjectStore, type FilesystemObjectStoreOptions } from './filesystem.ts';

describe('the file system store on disk', () => {
  let folder: string;
  let root: string;
  let stores: ObjectStore[];

  async function open(options: Partial<FilesystemObjectStoreOptions> = {}): Promise<ObjectStore> {
    const store = await createFilesystemObjectStore({ root, ...options });
    stores.push(store);
    return store;
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reconcyl-object-store-'));
    root = join(folder, 'data', 'objects');
    stores = [];
  });

  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await rm(folder, { recursive: true });
  });

  it('lets only the owner read files and enter folders', async () => {
    const store = await open();
    await store.put('default/a/b', 'abc');
    const modeOf = async (path: string) => (await lstat(path)).mode & 0o777;
    expect(await modeOf(root)).toBe(0o700);
    expect(await modeOf(join(root, '.tmp'))).toBe(0o700);
    expect(await modeOf(join(root, '.lock'))).toBe(0o600);
    expect(await modeOf(join(root, 'default/a'))).toBe(0o700);
    expect(await modeOf(join(root, 'default/a/b'))).toBe(0o600);
  });

  it('leaves no temporary file after puts of any outcome', async () => {
    const store = await open();
    await store.put('default/a', 'abc');
    await store.put('default/a', 'lost', { ifAbsent: true });
    await store.put('default/a', 'lost', { ifMatch: 'no' });
    await expect(store.put('default/b', 'abc', { maxBytes: 1 })).rejects.toThrow();
    expect(await readdir(join(root, '.tmp'))).toEqual([]);
  });

  it('removes empty folders with deleteAll, and no others', async () => {
    const store = await open();
    for (const key of ['x/1/a/b', 'x/1/c', 'x/2/a']) await store.put(key, key);
    await store.deleteAll('x/1/');
    expect(await readdir(join(root, 'x'))).toEqual(['2']);
  });

  describe('symbolic links', () => {
    let outside: string;

    beforeEach(async () => {
      outside = join(folder, 'outside');
      await mkdir(outside);
      await writeFile(join(outside, 'secret'), 'secret');
    });

    it('of folders are not followed', async () => {
      const store = await open();
      await store.put('default/a', 'abc');
      await symlink(outside, join(root, 'default', 'link'));
      expect(await store.get('default/link/secret')).toBeUndefined();
      expect(await store.stat('default/link/secret')).toBeUndefined();
      expect(await keysBelow(store, '')).toEqual(['default/a']);
      expect(await keysBelow(store, 'default/link/')).toEqual([]);
      await expect(store.put('default/link/new', 'abc')).rejects.toThrow();
      await expect(store.put('default/link/deep/new', 'abc', { ifAbsent: true })).rejects.toThrow();
      await store.delete('default/link/secret');
      expect(await store.deleteAll('default/')).toBe(1);
      expect(await store.deleteAll('default/link/')).toBe(0);
      expect(await readdir(outside)).toEqual(['secret']);
      expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
    });

    it('of files are no objects', async () => {
      const store = await open();
      await store.put('default/a', 'abc');
      await symlink(join(outside, 'secret'), join(root, 'default', 'link'));
      expect(await store.get('default/link')).toBeUndefined();
      expect(await store.stat('default/link')).toBeUndefined();
      expect(await keysBelow(store, '')).toEqual(['default/a']);
      await expect(store.put('default/link', 'abc', { ifAbsent: true })).rejects.toThrow();
      await store.put('default/link', 'mine');
      expect(await read(store, 'default/link')).toBe('mine');
      expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
    });

    it('may lead to the root itself', async () => {
      await mkdir(join(folder, 'real'));
      await symlink(join(folder, 'real'), join(folder, 'alias'));
      const store = await open({ root: join(folder, 'alias') });
      await store.put('default/a', 'abc');
      expect(await keysBelow(store, '')).toEqual(['default/a']);
    });
  });

  it('refuses a key where a folder is, and a key below an object', async () => {
    const store = await open();
    await store.put('default/a/b', 'abc');
    await expect(store.put('default/a', 'abc')).rejects.toThrow();
    await expect(store.put('default/a', 'abc', { ifAbsent: true })).rejects.toThrow();
    await expect(store.put('default/a/b/c', 'abc')).rejects.toThrow();
    expect(await store.get('default/a')).toBeUndefined();
    expect(await store.stat('default/a/b/c')).toBeUndefined();
    expect(await keysBelow(store, '')).toEqual(['default/a/b']);
  });

  it('keeps its own files out of reach', async () => {
    const store = await open();
    await expect(store.put('.tmp/a', 'abc')).rejects.toThrow();
    await expect(store.get('.lock')).rejects.toThrow();
    await expect(store.put('default/.hidden', 'abc')).rejects.toThrow();
    await expect(keysBelow(store, '.tmp/')).rejects.toThrow();
  });

  it('removes temporary files of nobody, and leaves those that someone writes', async () => {
    await mkdir(join(root, '.tmp'), { recursive: true, mode: 0o700 });
    const write = async (name: string, ageMs: number) => {
      const path = join(root, '.tmp', name);
      await writeFile(path, 'half');
      const time = (Date.now() - ageMs) / 1000;
      await utimes(path, time, time);
    };
    await write('another-host.17.old', 2 * 3600_000);
    await write('another-host.17.new', 60_000);
    await open();
    expect(await readdir(join(root, '.tmp'))).toEqual(['another-host.17.new']);
  });

  describe('on a full disk', () => {
    const megabyte = 1024 * 1024;

    it('refuses a put that would leave less free than the reserve, and leaves nothing', async () => {
      let free = 10 * megabyte;
      const store = await open({ minFreeBytes: 4 * megabyte, freeBytesProbe: async () => free });
      expect(await store.freeBytes()).toBe(6 * megabyte);
      await expect(
        store.put('default/a', streamOf([Buffer.alloc(10)]), { sizeBytes: 7 * megabyte }),
      ).rejects.toMatchObject({ code: 'RECON_DISK_FULL' });
      free = 3 * megabyte;
      expect(await store.freeBytes()).toBe(0);
      await expect(store.put('default/b', 'abc')).rejects.toMatchObject({ code: 'RECON_DISK_FULL' });
      expect(await keysBelow(store, '')).toEqual([]);
      expect(await readdir(join(root, '.tmp'))).toEqual([]);
    });

    it('stops a body of unknown size when the disk fills up, and takes it again when there is room', async () => {
      let free = 1000 * megabyte;
      let sent = 0;
      function* body(): Generator<Uint8Array> {
        for (let n = 0; n < 64; n += 1) {
          sent += 1;
          if (n === 20) free = 0;
          yield Buffer.alloc(megabyte);
        }
      }
      const store = await open({ freeBytesProbe: async () => free });
      await expect(store.put('default/a', streamOf(body()))).rejects.toMatchObject({ code: 'RECON_DISK_FULL' });
      expect(sent).toBeLessThan(48);
      expect(await readdir(join(root, '.tmp'))).toEqual([]);
      free = 1000 * megabyte;
      expect(await store.put('default/a', streamOf([Buffer.alloc(megabyte)]))).toMatchObject({ created: true });
    });
  });
});
