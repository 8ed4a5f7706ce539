import type { Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { canonicalSql } from '../kinds/index.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { byName, canonicalText, indexOn, restCells, textList } from './key-sql.ts';
import { createClasses, createClassValues, differing, mostCandidates, takeInOrder } from './pair-closest.ts';

/**
 * Where nothing is a key, equal rows were paired as a multiset; this pairs of the rest what agrees in every column all the same,
 * because a tolerance or window allows it. Rows that are equal in all columns without one make a block. Inside it candidates are
 * taken in ascending order, by the smaller row of the two and then by the larger, both sides alike: with one such column no
 * order pairs more rows. In blocks with too many candidates a row meets those next to it alone, marked `by_order`.
 */
export async function pairWholeRows(database: Database, plan: Plan): Promise<void> {
  const columns = byName(plan.columns);
  const near = columns.filter(mayAgreeUnequal);
  if (near.length === 0) return;
  const unmatched = `(source_ordinal is null or target_ordinal is null) and reason is distinct from 'duplicate_key'`;
  await database.query(`create table unmatched as select * from pairs where ${unmatched}`);
  const [row] = await database.query('select count(source_ordinal), count(target_ordinal) from unmatched');
  if (Number(row?.[0]) === 0 || Number(row?.[1]) === 0) return;
  await database.query(`delete from pairs where ${unmatched}`);
  await createBlocks(database, plan, columns, near);
  await createClasses(database);
  await createClassValues(database, near, '');
  await pairBlocks(database, near);
  await database.query(`insert into pairs select u.* from unmatched u join source_group g on g.ordinal = u.source_ordinal;
    insert into pairs select u.* from unmatched u join target_group g on g.ordinal = u.target_ordinal`);
}

/** Whether two cells whose canonical values are not the same may agree. */
function mayAgreeUnequal({ tolerance, window, specs }: ColumnPlan): boolean {
  const currency = specs.source.kind === 'decimal' && specs.source.currency === true;
  return tolerance !== undefined || window !== undefined || currency;
}

/** The tables `source_group` and `target_group` as rank-groups.ts describes them, a group being a block. */
async function createBlocks(
  database: Database,
  plan: Plan,
  columns: readonly ColumnPlan[],
  near: readonly ColumnPlan[],
): Promise<void> {
  const rows = (side: Side) => {
    const cell = (column: ColumnPlan) => `x.c${indexOn(column, side)}`;
    const fixed = columns.filter((column) => !near.includes(column));
    const values = near.flatMap((column, index) => [
      `${canonicalSql(cell(column), column.specs[side])} as v${index}`,
      `${canonicalText(column, side, cell(column))} as w${index}`,
    ]);
    return `select '${side}' as side, u.${side}_ordinal as ordinal,
      ${textList(fixed.map((column) => canonicalText(column, side, cell(column))))} as fixed,
      ${textList(columns.map(cell))} as cells, ${textList(restCells(plan, side).map((index) => `x.c${index}`))} as rest,
      ${values.join(', ')} from unmatched u join ${side} x on x.ordinal = u.${side}_ordinal`;
  };
  const contents = near.map((_, index) => `v${index}, w${index}`).join(', ');
  await database.query(`create table blocks as select side, ordinal, dense_rank() over (order by fixed) as group_id, 0 as raw,
      dense_rank() over (partition by fixed order by ${contents})::integer as content,
      dense_rank() over (partition by fixed order by ${contents}, cells)::integer as written,
      row_number() over (partition by side, fixed order by rest, ordinal)::integer as place
    from (${rows('source')} union all ${rows('target')})`);
  for (const side of ['source', 'target'] as const) {
    await database.query(
      `create or replace table ${side}_group as select * exclude (side) from blocks where side = '${side}'`,
    );
  }
}

async function pairBlocks(database: Database, near: readonly ColumnPlan[]): Promise<void> {
  const sizes = (side: Side) => `(select group_id, count(*) as classes from ${side}_class group by all)`;
  const [row] = await database.query(`create table block_sizes as
    select group_id, classes, candidates > ${mostCandidates.group} or sum(candidates) over (order by candidates) > ${mostCandidates.run} as large
    from (select group_id, s.classes + t.classes as classes, s.classes * t.classes as candidates
      from ${sizes('source')} s join ${sizes('target')} t using (group_id));
    select coalesce(sum(case when large then classes end), 0) from block_sizes`);
  const large = Number(row?.[0]);
  const candidates = (isLarge: boolean, condition: string) => `select s, t from (
      select s.class as s, t.class as t, least(s.written, t.written) as low, greatest(s.written, t.written) as high
      from source_values s semi join (select * from block_sizes where large = ${isLarge}) using (group_id)
      join target_values t using (group_id) where ${condition} and ${differing(near)} = 0)
    order by low, high`;
  await takeInOrder(database, candidates(false, 'true'), false);
  if (large === 0) return;
  const reach = Math.max(1, Math.min(mostNeighbours, Math.floor(mostCandidates.run / large)));
  const next = `t.written between s.written - ${reach} and s.written + ${reach}`;
  await takeInOrder(database, candidates(true, next), true);
}

/** Distance in the order of the contents within which the rows of a large block meet. */
const mostNeighbours = 50;
