import { join } from 'node:path';
import type { Database } from '../duckdb/open.ts';
import { duplicatesParquet } from '../result/schema.ts';
import { type Plan, resultFiles } from '../types.ts';
import { copyTo } from './copy-to.ts';
import { sameKey } from './key-sql.ts';
import { withLines } from './line-steps.ts';

/**
 * Writes duplicates.parquet, where there are any: the keys that stand on more than one record of a side. Gives how many.
 * `careful`: they were looked for by pairing.
 */
export async function writeDuplicates(
  database: Database,
  plan: Plan,
  outDir: string,
  careful: boolean,
): Promise<number> {
  if (!careful) return 0;
  const [row] = await database.query('select count(*) from repeated');
  const repeated = Number(row?.[0] ?? 0);
  if (repeated === 0) return 0;
  const keys = plan.key.columns.map((_, index) => `k${index}`);
  const same = sameKey(
    keys.map((key) => `x.${key}`),
    keys.map((key) => `r.${key}`),
  );
  const records = (side: 'source' | 'target') =>
    withLines(`(select r.group_id, x.ordinal, x.raw from ${side}_keys x join repeated r on ${same})`, side);
  const lines = (side: string) => `list_sort(list(line) filter (where side = '${side}'))[1:${mostLines}]`;
  await copyTo(
    database,
    `select row_number() over (order by min(line) filter (where side = 'source') nulls last, min(line), group_id) - 1 as ordinal,
      list_transform(first(raw order by side, line), cell -> coalesce(cell, '')) as key,
      count(case when side = 'source' then 1 end) as source_count, count(case when side = 'target' then 1 end) as target_count,
      coalesce(${lines('source')}, []) as source_lines, coalesce(${lines('target')}, []) as target_lines,
      null as key_collision, null as sums_agree
    from (select 'source' as side, * from ${records('source')} union all select 'target', * from ${records('target')})
    group by group_id`,
    duplicatesParquet,
    join(outDir, resultFiles.duplicates),
  );
  return repeated;
}

/** Lines of a group of duplicates that are listed for each side. */
const mostLines = 100;
