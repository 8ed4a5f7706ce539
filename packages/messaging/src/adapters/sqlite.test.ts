import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { exponentialBackoff } from '../backoff.ts';
import { createQueue } from '../sqlite/queue.ts';
import { describeMessagingContract } from '../testing/describe-messaging-contract.ts';
import { createSqliteBus } from './sqlite.ts';

describeMessagingContract({
  name: 'sqlite',
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'reconcyl-bus-'));
    const backoff = exponentialBackoff({ firstMs: 5, capMs: 20 });
    const file = join(folder, 'data', 'bus.db');
    return {
      open: () => createSqliteBus({ file, backoff }),
      async inject(consumer, bytes) {
        const database = new DatabaseSync(file, { timeout: 5000 });
        createQueue(database).enqueue(consumer, new TextDecoder().decode(bytes), Date.now());
        database.close();
      },
      destroy: () => rm(folder, { recursive: true }),
    };
  },
  features: { shortestAckWaitMs: 500 },
});
