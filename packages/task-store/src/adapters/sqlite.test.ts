import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeTaskStoreContract } from '../testing/describe-task-store-contract.ts';
import { createSqliteTaskStore } from './sqlite.ts';

describeTaskStoreContract({
  name: 'sqlite',
  features: { canBeLostWhileOpen: false },
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'reconcyl-task-store-'));
    return {
      open: () => createSqliteTaskStore({ file: join(folder, 'data', 'tasks.db') }),
      lose: () => rm(join(folder, 'data'), { recursive: true }),
      destroy: () => rm(folder, { recursive: true }),
    };
  },
});
