import type { Break } from '@reconcyl/contracts';
import type { OpenResultOptions } from '../result/open-result.ts';
import type { BreaksFilter, Page, PageQuery, ResultReader } from '../result/result-reader.ts';
import { readSummary } from '../result/write-summary.ts';
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
  const ask = <Query>(query: Query) =>
    [
      { dir, query, options },
      { timeoutMs, signal: closed.signal },
    ] as const;

  const breaks: ResultReader['breaks'] = (query) => pool.run('breaks', ...ask(query));
  const rejects: ResultReader['rejects'] = (query) => pool.run('rejects', ...ask(query));
  const duplicates: ResultReader['duplicates'] = (query) => pool.run('duplicates', ...ask(query));

  return {
    summary: () => readSummary(dir),
    breaks,
    eachBreak: ({ limit, ...filter } = {}) => eachBreak(breaks, filter, limit),
    rejects,
    eachReject: () => eachItem(rejects),
    duplicates,
    eachDuplicate: () => eachItem(duplicates),
    close: async () => closed.abort(),
  };
}

/** Items asked for at a time; a page ends earlier when they are large. */
const pageSize = 20_000;

function eachBreak(
  breaks: ResultReader['breaks'],
  filter: BreaksFilter,
  limit: number | undefined,
): AsyncGenerator<Break> {
  return eachItem((query) => breaks({ ...filter, ...query }), limit);
}

async function* eachItem<Item>(
  nextPage: (query: PageQuery) => Promise<Page<Item>>,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<Item> {
  let after: number | undefined;
  for (let left = limit; left > 0; ) {
    const { items, next } = await nextPage({ after, limit: Math.min(left, pageSize) });
    yield* items;
    if (next === undefined) return;
    after = next;
    left -= items.length;
  }
}
