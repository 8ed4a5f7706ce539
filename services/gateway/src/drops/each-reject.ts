import { join } from 'node:path';
import { objectKeys, ReconcylError, type Reject, type ResultReferences } from '@reconcyl/contracts';
import { resultFiles } from '@reconcyl/engine/result';
import type { GatewayContext } from '../context.ts';
import { download } from '../results/download.ts';

const pageSize = 1000;

/** Rejected lines of a result, read page by page from local copies that are gone when the caller has ended. */
export async function* eachRejectOf(
  { store, scratch, pool }: GatewayContext,
  found: {
    readonly tenant: string;
    readonly taskId: string;
    readonly attempt: number;
    readonly result: ResultReferences;
  },
): AsyncGenerator<Reject> {
  const { tenant, taskId, attempt, result } = found;
  const opened = Promise.withResolvers<string>();
  const closed = Promise.withResolvers<void>();
  const held = scratch.withScratch(`outbox-${taskId}`, async (folder) => {
    for (const role of ['summary', 'rejects'] as const) {
      const reference = result[role];
      if (reference === undefined) continue;
      const key = objectKeys.result(tenant, taskId, attempt, role, reference.sha256);
      if (reference.key !== key) throw new ReconcylError('RECON_INTERNAL');
      await download(store, reference, join(folder, resultFiles[role]));
    }
    opened.resolve(folder);
    await closed.promise;
  });
  held.catch(opened.reject);
  try {
    const reader = await pool.openResult(await opened.promise);
    try {
      let after: number | undefined;
      do {
        const page = await reader.rejects({ after, limit: pageSize });
        yield* page.items;
        after = page.next;
      } while (after !== undefined);
    } finally {
      await reader.close();
    }
  } finally {
    closed.resolve();
    await held.catch(() => undefined);
  }
}
