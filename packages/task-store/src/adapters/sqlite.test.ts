import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeTaskStoreContract } from '../testing/describe-task-store-contract.ts';
import { createSqliteTaskStore } from './sqlite.ts';

describeTaskStoreContract({
  name: 'sqlite',
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'reconcyl-task-store-'));
    return {
      open: () => createSqliteTaskStore({ file: join(folder, 'data', 'tasks.db') }),
      destroy: () => rm(folder, { recursive: true }),
    };
  },
});
