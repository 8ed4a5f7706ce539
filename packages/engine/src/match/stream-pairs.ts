import type { Side } from '@reconcyl/contracts';
import { appendRows } from '../duckdb/append-rows.ts';
import type { Cell } from '../duckdb/cells.ts';
import type { Database } from '../duckdb/open.ts';
import type { ColumnPlan, Plan, Reading } from '../types.ts';
import { currencyCodeSql, sharedCurrencyColumn } from './amounts.ts';
import { createBrokenTable } from './broken.ts';
import {
  type Aggregate,
  type ColumnStatistics,
  columnAggregates,
  mergeAnswers,
  readStatistics,
} from './column-statistics.ts';
import { findOrdinals } from './find-lines.ts';
import { bothHere, cellName, differsSql, hereName, judgedPairs } from './judged-pairs.ts';
import { blankKey, indexOn, keyColumns, keyParts, sameKey } from './key-sql.ts';
import { relationWidth } from './listing.ts';
import type { Matching, Sides } from './matching.ts';
import { periodColumn } from './out-of-period.ts';
import { numberedSide, sideRelation } from './sides.ts';

/**
 * The fast path: both files are read once, joined by key and judged in ONE unordered pass, and only breaks are kept. It answers
 * only when no matched key repeats, which the counts prove: every matched pair is one record of each side exactly when pairs plus
 * unmatched records give the number of records of both sides. Gives undefined where that does not hold, and where a key is blank.
 * For plans that mayStream lets through.
 */
export async function streamPairs(
  database: Database,
  plan: Plan,
  sides: Sides,
  signal?: AbortSignal,
): Promise<Matching | undefined> {
  const period = periodColumn(plan);
  const columns = plan.columns.map((column) => columnAggregates(column, column === period));
  const aggregates = columns.flat();
  const parts = await runPass(database, plan, sides, aggregates);
  const values = mergeAnswers(
    [...ownAggregates, ...aggregates],
    parts.map(({ values }) => values),
  );
  const [matched, missingInTarget, missingInSource, blankKeys] = values
    .slice(0, ownAggregates.length)
    .map(Number) as Four;
  if (blankKeys > 0) return undefined;
  if (matched + missingInTarget !== sides.source.rows || matched + missingInSource !== sides.target.rows)
    return undefined;
  if (await unmatchedKeysRepeat(database)) return undefined;
  await numberBreaks(database, plan, sides, signal);
  const unmatched = { missingInTarget, missingInSource };
  const rows = { source: sides.source.rows, target: sides.target.rows };
  const read = (answers: readonly Cell[]) =>
    readStatistics(plan.columns, columns, answers.slice(ownAggregates.length), rows);
  const judged = (some: readonly ColumnPlan[]) => judgedPairs(some, some, joinedSides(plan, sides));
  const currencies =
    sharedCurrencyColumn(plan) &&
    parts.map(({ values: answers, ...part }) => ({ ...part, sums: sumsOf(read(answers)) }));
  const inGroups = { source: 0, target: 0 };
  return { matched, ...unmatched, inGroups, findings: [], statistics: read(values), judged, currencies };
}

function sumsOf(statistics: readonly ColumnStatistics[]) {
  return new Map(statistics.flatMap(({ sums }, index) => (sums === undefined ? [] : [[index, sums] as const])));
}

type Four = [number, number, number, number];
/** Counted in front of what is asked of the columns. */
const ownAggregates = ['matched', 'missingInTarget', 'missingInSource', 'blankKeys'].map((name) => ({ name }));

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

interface PassPart {
  /** Currencies of the part, where the plan knows a column that says them. */
  readonly source: string | null;
  readonly target: string | null;
  readonly values: readonly Cell[];
}

/**
 * One aggregate query, in parts by what the currency column says; its last column is the list of breaks, which goes straight into a
 * table.
 */
async function runPass(
  database: Database,
  plan: Plan,
  sides: Sides,
  aggregates: readonly Aggregate[],
): Promise<PassPart[]> {
  const compared = plan.columns.filter(({ name }) => !plan.key.columns.includes(name));
  const row = (side: Side) => {
    const width = relationWidth(sides[side], plan.debitCredit[side]);
    const cells = Array.from({ length: width }, (_, index) => cellName(side, index));
    return `case when ${hereName[side]} then [${cells.join(', ')}] end`;
  };
  const key = (side: Side) => `case when ${hereName[side]} then [${keyNames(plan, side).join(', ')}] end`;
  const item = `{'sk': ${key('source')}, 'tk': ${key('target')}, 's': ${row('source')}, 't': ${row('target')}}`;
  const isBreak = `not (${bothHere}) or ${differsSql(compared)}`;
  const all = [
    `count(case when ${bothHere} then 1 end)`,
    `count(case when not ${hereName.target} then 1 end)`,
    `count(case when not ${hereName.source} then 1 end)`,
    `count(case when ${hereName.source} and ${blankKey(keyNames(plan, 'source'))} then 1
      when ${hereName.target} and ${blankKey(keyNames(plan, 'target'))} then 1 end)`,
    ...aggregates.map(({ sql }) => sql),
  ].map((aggregate, index) => `${aggregate} as a${index}`);
  const currency = sharedCurrencyColumn(plan);
  const cells = (['source', 'target'] as const).map((side) =>
    currency === undefined ? 'null::varchar' : cellName(side, indexOn(currency, side)),
  );
  // The CASE keeps the rows of records that agree from being put together at all.
  await database.query(`create table pass as select ${cells[0]} as source_cell, ${cells[1]} as target_cell, ${all.join(',\n')},
    list(case when ${isBreak} then ${item} end) filter (where ${isBreak}) as breaks
    from ${judgedPairs(plan.columns, plan.columns, joinedSides(plan, sides))} group by source_cell, target_cell`);
  await database.query(`create table unnumbered as
    select row_number() over () as id, b.sk, b.tk, b.s, b.t from (select unnest(breaks) as b from pass)`);
  const named = (side: Side) => (currency === undefined ? 'null' : currencyCodeSql(currency, side, `${side}_cell`));
  const rows =
    await database.query(`select ${named('source')}, ${named('target')}, * exclude (source_cell, target_cell, breaks)
    from pass`);
  await database.query('drop table pass');
  return rows.map(([source, target, ...values]) => ({
    source: source as string | null,
    target: target as string | null,
    values,
  }));
}

async function unmatchedKeysRepeat(database: Database): Promise<boolean> {
  const [row] = await database.query(`select
    (select count(sk) - count(distinct sk) from unnumbered where t is null) +
    (select count(tk) - count(distinct tk) from unnumbered where s is null)`);
  return Number(row?.[0] ?? 0) > 0;
}

/** Gives the broken records their ordinals: found by their text where a file is plain, else by a second, narrow read of their keys. */
async function numberBreaks(database: Database, plan: Plan, sides: Sides, signal?: AbortSignal): Promise<void> {
  await createBrokenTable(database);
  for (const side of ['source', 'target'] as const) {
    const found = await ordinalsByText(database, sides[side], signal);
    if (found) continue;
    await database.query(`create table ${side}_ordinals as ${ordinalsByKey(plan, sides, side)}`);
  }
  await database.query(`insert into broken
    select s.ordinal, t.ordinal, null, false, u.s, u.t from unnumbered u
    left join source_ordinals s on s.id = u.id left join target_ordinals t on t.id = u.id`);
  for (const table of ['unnumbered', 'source_ordinals', 'target_ordinals']) await database.query(`drop table ${table}`);
}

/** More rows than this are not brought into JavaScript to be looked up. */
const mostLookedUp = 20_000;

/** Makes the table `source_ordinals` or `target_ordinals` (id, ordinal); false when the file is not plain enough for it. */
async function ordinalsByText(database: Database, reading: Reading, signal?: AbortSignal): Promise<boolean> {
  const { side } = reading;
  const row = side === 'source' ? 's' : 't';
  const [count] = await database.query(`select count(${row}) from unnumbered`);
  if (Number(count?.[0]) > mostLookedUp) return false;
  const rows = await database.query(`select id, ${row} from unnumbered where ${row} is not null order by id`);
  const ordinals =
    rows.length === 0
      ? []
      : await findOrdinals(
          reading,
          rows.map(([, cells]) => cells as (string | null)[]),
          signal,
        );
  if (ordinals === undefined) return false;
  await database.query(`create table ${side}_ordinals (id bigint, ordinal bigint)`);
  await appendRows(database, `${side}_ordinals`, rows.entries(), (appender, [index, [id]]) => {
    appender.appendBigInt(BigInt(Number(id)));
    appender.appendBigInt(BigInt(ordinals[index] ?? -1));
  });
  return true;
}

function ordinalsByKey(plan: Plan, sides: Sides, side: Side): string {
  const indices = keyColumns(plan).map((column) => indexOn(column, side));
  const row = side === 'source' ? 'u.s' : 'u.t';
  const raw = indices.map((_, place) => `x.r${place}`);
  const matches = sameKey(
    raw,
    indices.map((index) => `${row}[${index + 1}]`),
  );
  const cells = indices.map((index, place) => `c${index} as r${place}`);
  return `select u.id, x.ordinal from (select ordinal, ${cells.join(', ')}
    from ${numberedSide(sides[side], plan.debitCredit[side])}) x join unnumbered u on ${matches} where ${row} is not null`;
}
