import { createResultReader, type OpenResultOptions } from '../result/open-result.ts';
import type { RawResult } from '../result/raw-result.ts';
import type { ResultReader } from '../result/result-reader.ts';
import type { ChildPool } from './child-pool.ts';
import type { engineJobs } from './engine-jobs.ts';

/** A reader whose queries are jobs of a pool. A whole list is read page by page, so that a slow reader holds no child. */
export function createPooledResult(
  pool: ChildPool<typeof engineJobs>,
  dir: string,
  options: Omit<OpenResultOptions, 'signal'>,
  timeoutMs: number,
): ResultReader {
  const closed = new AbortController();
  const page: RawResult['page'] = (list, query) =>
    pool.run('page', { dir, list, query, options }, { timeoutMs, signal: closed.signal });

  async function* each(...[list, query]: Parameters<RawResult['each']>): AsyncGenerator<readonly string[]> {
    const end = query.limit ?? Number.POSITIVE_INFINITY;
    let after = query.after;
    for (let seen = 0; seen < end; ) {
      const { rows, next } = await page(list, { ...query, after, limit: Math.min(end - seen, pageSize) });
      yield rows;
      if (next === undefined) return;
      after = next;
      seen += rows.length;
    }
  }

  return createResultReader(dir, { page, each, close: async () => closed.abort() });
}

/** Rows asked for at a time; a page ends earlier when they are large. */
const pageSize = 20_000;
