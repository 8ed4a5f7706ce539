import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeObjectStoreContract } from '../testing/describe-object-store-contract.ts';
import { createFilesystemObjectStore } from './filesystem.ts';

describeObjectStoreContract({
  name: 'filesystem',
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'reconcyl-object-store-'));
    return {
      open: () => createFilesystemObjectStore({ root: join(folder, 'objects') }),
      destroy: () => rm(folder, { recursive: true }),
    };
  },
  features: {
    presigns: false,
    knowsFreeBytes: true,
    etagOfEveryPut: true,
    writesLargeOnce: true,
    listsInKeyOrder: true,
    bigBodyBytes: 192 * 1024 * 1024,
  },
});
