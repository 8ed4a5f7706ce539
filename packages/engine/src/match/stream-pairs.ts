import type { Cell } from '../duckdb/cells.ts';
import type { Database } from '../duckdb/open.ts';
import type { ColumnPlan, Plan, Reading } from '../types.ts';
import { createBrokenTable } from './broken.ts';
import {
  type ColumnStatistics,
  columnAggregates,
  type PairAliases,
  readColumnStatistics,
} from './column-statistics.ts';
import { pairCellSql, valueColumns } from './compare-column.ts';
import { blankKey, keyParts, sameKey } from './key-sql.ts';
import { relationWidth, rowList } from './listing.ts';
import { sideRelation } from './sides.ts';

export interface Sides {
  readonly source: Reading;
  readonly target: Reading;
}

/** What matching found: the table `broken` is filled, and these are the figures over all pairs. */
export interface Matching {
  readonly matched: number;
  readonly missingInTarget: number;
  readonly missingInSource: number;
  /** By position in `plan.columns`. */
  readonly statistics: readonly ColumnStatistics[];
  /** SQL of the relation of all pairs with the values of these columns, for a question that the pass did not ask. */
  readonly pairs: (columns: readonly ColumnPlan[]) => string;
}

/**
 * The fast path: both files are read once, joined by key and judged in ONE unordered pass, and only breaks are kept. It answers
 * only when no matched key repeats, which the counts prove: every matched pair is one record of each side exactly when pairs plus
 * unmatched records give the number of records of both sides. Gives undefined where that does not hold, or where a key is blank.
 */
export async function streamPairs(database: Database, plan: Plan, sides: Sides): Promise<Matching | undefined> {
  const from = joinedSides(plan, sides);
  const columns = plan.columns.map((column) => columnAggregates(column, streamedAliases));
  const values = await runPass(database, plan, sides, from, columns.flat());
  const [matched, missingInTarget, missingInSource, blankKeys] = values.slice(0, ownAggregates).map(Number) as Four;
  if (blankKeys > 0) return undefined;
  if (matched + missingInTarget !== sides.source.rows || matched + missingInSource !== sides.target.rows)
    return undefined;
  if (await unmatchedKeysRepeat(database)) return undefined;
  await numberBreaks(database, plan, sides);
  let position = ownAggregates;
  const statistics = plan.columns.map((column, index) => {
    const count = columns[index]?.length ?? 0;
    position += count;
    return readColumnStatistics(column, values.slice(position - count, position));
  });
  return { matched, missingInTarget, missingInSource, statistics, pairs: () => from };
}

type Four = [number, number, number, number];
const ownAggregates = 4;

/** Names in the relation `pairs` of this path. */
export const streamedAliases: PairAliases = {
  source: 's',
  target: 't',
  hasSource: '(s.here is not null)',
  hasTarget: '(t.here is not null)',
};

function joinedSides(plan: Plan, sides: Sides): string {
  const relation = (side: 'source' | 'target') => {
    const parts = keyParts(plan, side, (index) => `c${index}`).map((part, index) => `${part} as k${index}`);
    const more = ['true as here', ...parts, ...valueColumns(plan.columns, side)];
    return `(select *, ${more.join(', ')} from ${sideRelation(sides[side], plan.debitCredit[side])})`;
  };
  const keys = plan.key.columns.map((_, index) => `k${index}`);
  const of = (alias: string) => keys.map((key) => `${alias}.${key}`);
  return `from ${relation('source')} s full outer join ${relation('target')} t on ${sameKey(of('s'), of('t'))}`;
}

/** One aggregate query; its last column is the list of breaks, which goes straight into a table. */
async function runPass(
  database: Database,
  plan: Plan,
  sides: Sides,
  from: string,
  aggregates: readonly string[],
): Promise<Cell[]> {
  const differs = plan.columns.map((column) => pairCellSql(column, 's', 't').differs);
  const compared = differs.filter((_, index) => !plan.key.columns.includes(plan.columns[index]?.name ?? ''));
  const disagrees = compared.length === 0 ? 'false' : compared.join('\n or ');
  const keys = plan.key.columns.map((_, index) => index);
  const item = [
    `'sk': case when s.here then [${keys.map((index) => `s.k${index}`).join(', ')}] end`,
    `'tk': case when t.here then [${keys.map((index) => `t.k${index}`).join(', ')}] end`,
    `'s': case when s.here then ${rowList('s', relationWidth(sides.source, plan.debitCredit.source))} end`,
    `'t': case when t.here then ${rowList('t', relationWidth(sides.target, plan.debitCredit.target))} end`,
  ];
  const all = [
    'count(case when s.here and t.here then 1 end)',
    'count(case when t.here is null then 1 end)',
    'count(case when s.here is null then 1 end)',
    `count(case when ${blankKey(keys.map((index) => `s.k${index}`))} and s.here then 1
      when ${blankKey(keys.map((index) => `t.k${index}`))} and t.here then 1 end)`,
    ...aggregates,
  ].map((aggregate, index) => `${aggregate} as a${index}`);
  await database.query(`create table pass as select ${all.join(',\n')},
    list({${item.join(', ')}}) filter (where case when s.here is null or t.here is null then true else ${disagrees} end) as breaks
    ${from}`);
  await database.query(`create table unnumbered as
    select b.sk, b.tk, b.s, b.t from (select unnest(breaks) as b from pass)`);
  const [row = []] = await database.query('select * exclude (breaks) from pass');
  await database.query('drop table pass');
  return row;
}

async function unmatchedKeysRepeat(database: Database): Promise<boolean> {
  const [row] = await database.query(`select
    (select count(sk) - count(distinct sk) from unnumbered where t is null) +
    (select count(tk) - count(distinct tk) from unnumbered where s is null)`);
  return Number(row?.[0] ?? 0) > 0;
}

/** Finds the ordinals of the broken records by a second, narrow read of the keys in file order. */
async function numberBreaks(database: Database, plan: Plan, sides: Sides): Promise<void> {
  await createBrokenTable(database);
  const [row] = await database.query('select count(s), count(t) from unnumbered');
  const ordinals = (side: 'source' | 'target', keyColumn: string) => {
    const parts = keyParts(plan, side, (index) => `c${index}`);
    return `(select ordinal, k from (select row_number() over () - 1 as ordinal, [${parts.join(', ')}] as k
      from ${sideRelation(sides[side], plan.debitCredit[side])}) semi join unnumbered on k = ${keyColumn})`;
  };
  const none = '(select null::bigint as ordinal, null::varchar[] as k where false)';
  const source = Number(row?.[0] ?? 0) > 0 ? ordinals('source', 'sk') : none;
  const target = Number(row?.[1] ?? 0) > 0 ? ordinals('target', 'tk') : none;
  await database.query(`insert into broken
    select s.ordinal, t.ordinal, null, u.s, u.t from unnumbered u
    left join ${source} s on s.k = u.sk left join ${target} t on t.k = u.tk`);
  await database.query('drop table unnumbered');
}
