import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exponentialBackoff } from '../backoff.ts';
import { describeMessagingContract } from '../testing/describe-messaging-contract.ts';
import { createSqliteBus } from './sqlite.ts';

describeMessagingContract({
  name: 'sqlite',
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'reconcyl-bus-'));
    const backoff = exponentialBackoff({ firstMs: 5, capMs: 20 });
    return {
      open: () => createSqliteBus({ file: join(folder, 'data', 'bus.db'), backoff }),
      destroy: () => rm(folder, { recursive: true }),
    };
  },
  features: { shortestAckWaitMs: 500, fencesLateWorkers: true, broadcastsAcrossConnections: true },
});
