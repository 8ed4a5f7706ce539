import type { Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { canonicalSql } from '../kinds/index.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { byName, canonicalText, indexOn, isCompared, restCells, textList } from './key-sql.ts';
import { createClasses, createClassValues, differing, mostCandidates, takeInOrder } from './pair-closest.ts';

/**
 * Where nothing is a key, equal rows were paired as a multiset; this pairs of the rest what agrees in every column all the same,
 * because a tolerance or window allows it. Rows that are equal in all columns without one make a block. Inside it candidates are
 * taken in ascending order, by the smaller row of the two and then by the larger, both sides alike: with one such column no
 * order pairs more rows. In blocks with too many candidates a row meets those next to it alone, marked `by_order`.
 */
export function pairWholeRows(database: Database, plan: Plan): Promise<void> {
  const near = plan.columns.filter(
    (column) => column.tolerance !== undefined || column.window !== undefined || namesCurrency(column),
  );
  return pairAgreeing(database, plan, near, "reason is distinct from 'duplicate_key'");
}

/**
 * The same for what is left of the records with a wholly blank key: where one names no currency and the other does they are equal
 * all the same, within a tolerance they are not.
 */
export function pairBlankKeys(database: Database, plan: Plan): Promise<void> {
  const near = plan.columns
    .filter((column) => namesCurrency(column) && isCompared(plan, column))
    .map(({ tolerance: _, ...column }) => column);
  return pairAgreeing(database, plan, near, "reason = 'blank_key'");
}

function namesCurrency({ specs: { source } }: ColumnPlan): boolean {
  return source.kind === 'decimal' && source.currency === true;
}

/** Pairs of the records that `which` leaves those that agree: `unordered` are the columns whose cells may do so with other values. */
async function pairAgreeing(
  database: Database,
  plan: Plan,
  unordered: readonly ColumnPlan[],
  which: string,
): Promise<void> {
  if (unordered.length === 0) return;
  const near = byName(unordered);
  const fixed = byName(plan.columns.filter(({ name }) => !near.some((column) => column.name === name)));
  const unmatched = `(source_ordinal is null or target_ordinal is null) and ${which}`;
  await database.query(`create table unmatched as select * from pairs where ${unmatched}`);
  const [row] = await database.query('select count(source_ordinal), count(target_ordinal) from unmatched');
  if (Number(row?.[0]) === 0 || Number(row?.[1]) === 0) return;
  await database.query(`delete from pairs where ${unmatched}`);
  await createBlocks(database, plan, fixed, near);
  await createClasses(database);
  await createClassValues(database, near, '');
  await pairBlocks(database, near);
  await database.query(`insert into pairs select u.* from unmatched u join source_group g on g.ordinal = u.source_ordinal;
    insert into pairs select u.* from unmatched u join target_group g on g.ordinal = u.target_ordinal`);
}

/** The tables `source_group` and `target_group` as rank-groups.ts describes them, a group being a block. */
async function createBlocks(
  database: Database,
  plan: Plan,
  fixed: readonly ColumnPlan[],
  near: readonly ColumnPlan[],
): Promise<void> {
  const rows = (side: Side) => {
    const cell = (column: ColumnPlan) => `x.c${indexOn(column, side)}`;
    const values = near.flatMap((column, index) => [
      `${canonicalSql(cell(column), column.specs[side])} as v${index}`,
      `${canonicalText(column, side, cell(column))} as w${index}`,
    ]);
    return `select '${side}' as side, u.${side}_ordinal as ordinal,
      ${textList(fixed.map((column) => canonicalText(column, side, cell(column))))} as fixed,
      ${textList(byName(plan.columns).map(cell))} as cells, ${textList(restCells(plan, side).map((index) => `x.c${index}`))} as rest,
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
