import { join } from 'node:path';
import type { Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { quoteLiteral } from '../duckdb/quote.ts';
import { duplicatesParquet } from '../result/schema.ts';
import { type ColumnPlan, type Plan, resultFiles } from '../types.ts';
import { decimalSpec } from './column-statistics.ts';
import { copyTo } from './copy-to.ts';
import { exactSum } from './exact-sum.ts';
import { isCompared, sameStoredKey } from './key-sql.ts';
import { withLines } from './line-steps.ts';
import { groupAmountSql } from './one-to-many-amount.ts';

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
  for (const side of ['source', 'target'] as const) await createRepeated(database, plan, side);
  await createSumsAgree(database, plan);
  const records = (side: Side) => `select '${side}' as side, * from ${withLines(`${side}_repeated`, side)}`;
  const of = (side: Side) => `filter (where side = '${side}')`;
  const lines = (side: Side) => `coalesce(list_sort(list(line) ${of(side)})[1:${mostLines}], [])`;
  await copyTo(
    database,
    `select row_number() over (order by min(line) ${of('source')} nulls last, min(line), group_id) - 1 as ordinal,
      list_transform(first(raw order by side, raw), lambda cell: coalesce(cell, '')) as key,
      count(*) ${of('source')} as source_count, count(*) ${of('target')} as target_count,
      ${lines('source')} as source_lines, ${lines('target')} as target_lines,
      case when count(distinct raw) ${of('source')} > 1 or count(distinct raw) ${of('target')} > 1 then true end as key_collision,
      any_value(sums_agree) as sums_agree
    from (${records('source')} union all ${records('target')}) left join sums_agree using (group_id)
    group by group_id`,
    duplicatesParquet,
    join(outDir, resultFiles.duplicates),
  );
  return repeated;
}

/** Lines of a group of duplicates that are listed for each side. */
const mostLines = 100;

/** The table `source_repeated` or `target_repeated`: the records of a side whose key repeats. */
async function createRepeated(database: Database, plan: Plan, side: Side): Promise<void> {
  const same = sameStoredKey(plan, 'x', 'r');
  await database.query(`create table ${side}_repeated as
    select r.group_id, x.ordinal, x.raw from ${side}_keys x join repeated r on ${same}`);
}

/**
 * The table `sums_agree` (group_id, sums_agree): names of the decimal columns whose sums over the group are the same on both sides
 * although the records do not agree: their number or their amounts are not the same. `one_to_many` may match such records.
 */
async function createSumsAgree(database: Database, plan: Plan): Promise<void> {
  await database.query('create table sums_agree (group_id bigint, sums_agree varchar[])');
  const decimals = [...plan.columns.entries()].filter(
    ([, column]) => column.kind === 'decimal' && isCompared(plan, column),
  );
  if (plan.oneToMany !== undefined || plan.key.wholeRow === true || decimals.length === 0) return;
  const amounts = (side: Side) => {
    const values = decimals.map(
      ([index, column]) => `${groupAmountSql(column, side, (position) => `x.c${position}`)} as v${index}`,
    );
    return `select '${side}' as side, group_id, ${values.join(', ')} from ${side}_repeated join ${side} x using (ordinal)`;
  };
  const sumsAgree = ([index, column]: readonly [number, ColumnPlan]) => {
    const sum = (side: Side) => exactSum(`v${index}`, decimalSpec(column).width, `side = '${side}'`);
    return `case when bool_or(v${index} <> 0) and ${sum('source')} = ${sum('target')} then ${index} end`;
  };
  const count = (side: Side) => `count(case when side = '${side}' then 1 end)`;
  const names = plan.columns.map(({ name }) => quoteLiteral(name));
  await database.query(`insert into sums_agree
    select group_id, list([${names.join(', ')}][column_index + 1] order by column_index) from (
      select group_id, sources <> targets as uneven, unnest(agreeing) as column_index from (
        select group_id, ${count('source')} as sources, ${count('target')} as targets,
          [${decimals.map(sumsAgree).join(', ')}] as agreeing
        from (${amounts('source')} union all ${amounts('target')}) group by group_id having sources > 0 and targets > 0))
      left join (select distinct group_id, column_index, true as differs from differences d
        join source_repeated s on s.ordinal = d.source_ordinal) using (group_id, column_index)
    where column_index is not null and (uneven or differs) group by group_id`);
}
