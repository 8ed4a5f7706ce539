import type { Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import type { OneToManyPlan, Plan } from '../types.ts';
import { decimalSpec } from './column-statistics.ts';
import { exactSum } from './exact-sum.ts';
import { sameStoredKey } from './key-sql.ts';
import { columnOf, groupAmountSql, groupCurrencySql } from './one-to-many-amount.ts';

/** The reason in `pairs` of a record that was matched as one of a group: it is neither missing nor one of a pair. */
export const inGroup = 'group';

/**
 * Makes the table `group_members` (group_id, found_by, ambiguous, side, ordinal): the records that are matched as groups. This finds the
 * keys that stand on one record of a side and on several of the other whose amounts are, exactly, its amount. Their records are
 * marked `grouped` in the tables of keys, so that they are not paired.
 */
export async function groupByKey(database: Database, plan: Plan, rule: OneToManyPlan): Promise<void> {
  await database.query(`create table group_members
    (group_id bigint, found_by varchar, ambiguous boolean, side varchar, ordinal bigint)`);
  const same = sameStoredKey(plan, 'k', 'r');
  const column = columnOf(plan, rule.amount);
  const cells = (index: number) => `x.c${index}`;
  const records = (side: Side) => `select '${side}' as side, k.ordinal, r.group_id,
      ${groupAmountSql(column, side, cells)} as amount, ${groupCurrencySql(plan, rule, side, cells)} as currency
    from ${side}_keys k join repeated r on ${same} join ${side} x on x.ordinal = k.ordinal`;
  await database.query(`create table repeated_amounts as ${records('source')} union all ${records('target')}`);
  const { width } = decimalSpec(column);
  const count = (side: Side) => `count(case when side = '${side}' then 1 end)`;
  const sum = (side: Side) => exactSum('amount', width, `side = '${side}'`);
  await database.query(`insert into group_members
    select group_id, 'key', false, side, ordinal from repeated_amounts semi join (
      select group_id from repeated_amounts group by group_id
      having least(${count('source')}, ${count('target')}) = 1 and count(amount) = count(*) and count(distinct currency) < 2
        and ${sum('source')} = ${sum('target')}) using (group_id);
    drop table repeated_amounts`);
  for (const side of ['source', 'target'] as const) {
    const members = `(select ordinal from group_members where side = '${side}')`;
    await database.query(`update ${side}_keys set grouped = true where ordinal in ${members}`);
  }
  await database.query(`insert into pairs select case when side = 'source' then ordinal end,
    case when side = 'target' then ordinal end, '${inGroup}', false from group_members`);
}
