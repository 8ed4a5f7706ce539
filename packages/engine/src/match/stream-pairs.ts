import type { Side } from '@reconcyl/contracts';
import type { Cell } from '../duckdb/cells.ts';
import type { Database } from '../duckdb/open.ts';
import type { ColumnPlan, Plan, Reading } from '../types.ts';
import { createBrokenTable } from './broken.ts';
import { type ColumnStatistics, columnAggregates, readColumnStatistics } from './column-statistics.ts';
import { bothHere, cellName, hereName, judgedPairs } from './judged-pairs.ts';
import { blankKey, indexOn, keyColumns, keyParts, sameKey } from './key-sql.ts';
import { relationWidth } from './listing.ts';
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
  /** The relation of judged pairs with these columns, for a question that the pass did not ask. */
  readonly judged: (columns: readonly ColumnPlan[]) => string;
}

/**
 * The fast path: both files are read once, joined by key and judged in ONE unordered pass, and only breaks are kept. It answers
 * only when no matched key repeats, which the counts prove: every matched pair is one record of each side exactly when pairs plus
 * unmatched records give the number of records of both sides. Gives undefined where that does not hold, or where a key is blank.
 */
export async function streamPairs(database: Database, plan: Plan, sides: Sides): Promise<Matching | undefined> {
  const columns = plan.columns.map(columnAggregates);
  const values = await runPass(database, plan, sides, columns.flat());
  const [matched, missingInTarget, missingInSource, blankKeys] = values.slice(0, ownAggregates).map(Number) as Four;
  if (blankKeys > 0) return undefined;
  if (matched + missingInTarget !== sides.source.rows || matched + missingInSource !== sides.target.rows)
    return undefined;
  if (await unmatchedKeysRepeat(database)) return undefined;
  await numberBreaks(database, plan, sides);
  let position = ownAggregates;
  const statistics = plan.columns.map((column, index) => {
    const start = position;
    position += columns[index]?.length ?? 0;
    return readColumnStatistics(column, values.slice(start, position), { missingInTarget, missingInSource });
  });
  const judged = (some: readonly ColumnPlan[]) => judgedPairs(some, [], joinedSides(plan, sides));
  return { matched, missingInTarget, missingInSource, statistics, judged };
}

type Four = [number, number, number, number];
const ownAggregates = 4;

/** The pairs of both files by key, with all cells under the names of judged-pairs.ts and the key's parts as sk0 …, tk0 …. */
function joinedSides(plan: Plan, sides: Sides): string {
  const relation = (side: Side) => {
    const width = relationWidth(sides[side], plan.debitCredit[side]);
    const cells = Array.from({ length: width }, (_, index) => `c${index} as ${cellName(side, index)}`);
    const parts = keyParts(plan, side, (index) => `c${index}`).map(
      (part, index) => `${part} as ${keyName(side, index)}`,
    );
    return `(select true as ${hereName[side]}, ${[...cells, ...parts].join(', ')}
      from ${sideRelation(sides[side], plan.debitCredit[side])})`;
  };
  const on = sameKey(keyNames(plan, 'source'), keyNames(plan, 'target'));
  const here = (side: Side) => `coalesce(${hereName[side]}, false) as ${hereName[side]}`;
  return `(select * replace (${here('source')}, ${here('target')})
    from ${relation('source')} full outer join ${relation('target')} on ${on})`;
}

const keyName = (side: Side, index: number) => `${side === 'source' ? 's' : 't'}k${index}`;

function keyNames(plan: Plan, side: Side): string[] {
  return plan.key.columns.map((_, index) => keyName(side, index));
}

/** One aggregate query; its last column is the list of breaks, which goes straight into a table. */
async function runPass(database: Database, plan: Plan, sides: Sides, aggregates: readonly string[]): Promise<Cell[]> {
  const compared = plan.columns.filter(({ name }) => !plan.key.columns.includes(name));
  const row = (side: Side) => {
    const width = relationWidth(sides[side], plan.debitCredit[side]);
    const cells = Array.from({ length: width }, (_, index) => cellName(side, index));
    return `case when ${hereName[side]} then [${cells.join(', ')}] end`;
  };
  const key = (side: Side) => `case when ${hereName[side]} then [${keyNames(plan, side).join(', ')}] end`;
  const item = `{'sk': ${key('source')}, 'tk': ${key('target')}, 's': ${row('source')}, 't': ${row('target')}}`;
  const isBreak = `not (${bothHere}) or differs`;
  const all = [
    `count(case when ${bothHere} then 1 end)`,
    `count(case when not ${hereName.target} then 1 end)`,
    `count(case when not ${hereName.source} then 1 end)`,
    `count(case when ${hereName.source} and ${blankKey(keyNames(plan, 'source'))} then 1
      when ${hereName.target} and ${blankKey(keyNames(plan, 'target'))} then 1 end)`,
    ...aggregates,
  ].map((aggregate, index) => `${aggregate} as a${index}`);
  // The CASE keeps the rows of records that agree from being put together at all.
  await database.query(`create table pass as select ${all.join(',\n')},
    list(case when ${isBreak} then ${item} end) filter (where ${isBreak}) as breaks
    from ${judgedPairs(plan.columns, compared, joinedSides(plan, sides))}`);
  await database.query(`create table unnumbered as
    select b.sk, b.tk, b.s, b.t from (select unnest(breaks) as b from pass)`);
  const [values = []] = await database.query('select * exclude (breaks) from pass');
  await database.query('drop table pass');
  return values;
}

async function unmatchedKeysRepeat(database: Database): Promise<boolean> {
  const [row] = await database.query(`select
    (select count(sk) - count(distinct sk) from unnumbered where t is null) +
    (select count(tk) - count(distinct tk) from unnumbered where s is null)`);
  return Number(row?.[0] ?? 0) > 0;
}

/** Finds the ordinals of the broken records by a second, narrow read of the keys as they stand, in file order. */
async function numberBreaks(database: Database, plan: Plan, sides: Sides): Promise<void> {
  await createBrokenTable(database);
  const [row] = await database.query('select count(s), count(t) from unnumbered');
  const some = { source: Number(row?.[0] ?? 0) > 0, target: Number(row?.[1] ?? 0) > 0 };
  const source = numberedBreaks(plan, sides, 'source', some.source);
  const target = numberedBreaks(plan, sides, 'target', some.target);
  await database.query(`insert into broken
    select s.ordinal, t.ordinal, null, u.s, u.t from unnumbered u
    left join ${source.relation} s on ${source.matches('s')}
    left join ${target.relation} t on ${target.matches('t')}`);
  await database.query('drop table unnumbered');
}

/** The broken records of a side with their ordinal and the raw parts of their key, by which a row of `unnumbered` u finds them. */
function numberedBreaks(plan: Plan, sides: Sides, side: Side, some: boolean) {
  const indices = keyColumns(plan).map((column) => indexOn(column, side));
  const row = side === 'source' ? 'u.s' : 'u.t';
  const wanted = indices.map((index) => `${row}[${index + 1}]`);
  const matches = (alias: string) =>
    `${row} is not null and ${sameKey(
      indices.map((_, place) => `${alias}.r${place}`),
      wanted,
    )}`;
  const cells = indices.map((index, place) => `c${index} as r${place}`);
  const relation = some
    ? `(select x.* from (select row_number() over () - 1 as ordinal, ${cells.join(', ')}
        from ${sideRelation(sides[side], plan.debitCredit[side])}) x semi join unnumbered u on ${matches('x')})`
    : `(select null::bigint as ordinal, ${indices.map((_, place) => `null::varchar as r${place}`).join(', ')} where false)`;
  return { relation, matches };
}
