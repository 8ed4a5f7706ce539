import { join } from 'node:path';
import type { Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { quoteLiteral } from '../duckdb/quote.ts';
import { type ExactDecimal, zero } from '../numbers/exact-decimal.ts';
import { groupsParquet } from '../result/schema.ts';
import { type ColumnPlan, type Plan, resultFiles } from '../types.ts';
import { decimalSpec, readExactSum } from './column-statistics.ts';
import { copyTo } from './copy-to.ts';
import { exactSum } from './exact-sum.ts';
import { withLines } from './line-steps.ts';
import { columnOf, groupAmountSql } from './one-to-many-amount.ts';

/** Writes groups.parquet, where the plan asks for groups and there are some: by source line, then by target line. */
export async function writeGroups(database: Database, plan: Plan, outDir: string): Promise<void> {
  if (plan.oneToMany === undefined) return;
  const [row] = await database.query('select count(*) from group_members');
  if (Number(row?.[0]) === 0) return;
  const column = columnOf(plan, plan.oneToMany.amount);
  const members = (side: Side) => `(select m.group_id, m.found_by, m.ambiguous, m.ordinal, k.raw,
      ${groupAmountSql(column, side, (index) => `x.c${index}`)} as amount
    from group_members m join ${side}_keys k using (ordinal) join ${side} x using (ordinal) where m.side = '${side}')`;
  const records = (side: Side) => `select '${side}' as side, * from ${withLines(members(side), side)}`;
  const lines = (side: Side) => `coalesce(list(line order by line) filter (where side = '${side}'), [])`;
  const count = (side: Side) => `count(case when side = '${side}' then 1 end)`;
  const whole = `case when ${count('source')} = 1 then 'source' else 'target' end`;
  const select = `select row_number() over (order by source_lines[1], target_lines[1], group_id) - 1 as ordinal, * from (
    select group_id, any_value(found_by) as "by", any_value(ambiguous) as ambiguous,
      ${lines('source')} as source_lines, ${lines('target')} as target_lines, ${quoteLiteral(column.name)} as column,
      ${whole} as whole, list_transform(case when whole = 'source' then any_value(raw) filter (where side = 'source')
        else any_value(raw) filter (where side = 'target') end, lambda cell: coalesce(cell, '')) as key,
      case when whole = 'source' then any_value(amount) filter (where side = 'source')
        else any_value(amount) filter (where side = 'target') end::varchar as sum
    from (${records('source')} union all ${records('target')}) group by group_id)`;
  await copyTo(database, select, groupsParquet, join(outDir, resultFiles.groups));
}

/** Sums of a decimal column over the records that are matched as groups; what is no number counts as 0. */
export async function groupSums(
  database: Database,
  plan: Plan,
  column: ColumnPlan,
): Promise<Readonly<Record<Side, ExactDecimal>>> {
  if (plan.oneToMany === undefined) return { source: zero, target: zero };
  const { width } = decimalSpec(column);
  const sum = (side: Side) => `(select ${exactSum('amount', width)} from (
    select ${groupAmountSql(column, side, (index) => `x.c${index}`)} as amount
    from ${side} x semi join (select ordinal from group_members where side = '${side}' and not ambiguous) using (ordinal)))`;
  const [row = []] = await database.query(`select ${sum('source')}, ${sum('target')}`);
  return { source: readExactSum(String(row[0]), column), target: readExactSum(String(row[1]), column) };
}
