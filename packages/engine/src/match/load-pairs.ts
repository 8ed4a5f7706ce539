import type { Side } from '@reconcyl/contracts';
import { CsvReadError } from '../duckdb/errors.ts';
import type { Database } from '../duckdb/open.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import { assignPairs } from './assign-pairs.ts';
import { createBrokenTable } from './broken.ts';
import { type ColumnStatistics, columnAggregates, readStatistics } from './column-statistics.ts';
import { normalisesAlike } from './compare-column.ts';
import { statisticsOfEqual } from './equal-columns.ts';
import { bothHere, cellName, differsSql, hereName, judgedPairs } from './judged-pairs.ts';
import { indexOn, isCompared } from './key-sql.ts';
import { relationWidth, rowList } from './listing.ts';
import type { Matching, Sides } from './matching.ts';
import { inGroup } from './one-to-many-by-key.ts';
import { periodColumn } from './out-of-period.ts';
import { sideCurrencies } from './side-currencies.ts';
import { numberedSide } from './sides.ts';

/**
 * The careful path: both files become tables in file order, records are paired one by one (`assignPairs`: duplicates, blank
 * keys), then the pairs are judged in blocks of columns. It answers always; it needs room for both files.
 */
export async function loadPairs(
  database: Database,
  plan: Plan,
  sides: Sides,
  advance: (done: number) => void = () => {},
): Promise<Matching> {
  await loadSide(database, plan, sides, 'source');
  await loadSide(database, plan, sides, 'target');
  advance(0.4);
  const findings = await assignPairs(database, plan, sides);
  advance(0.6);
  await database.query('create table differing (source_ordinal bigint, target_ordinal bigint)');
  const [row = []] = await database.query(`select
    count(case when source_ordinal is not null and target_ordinal is not null then 1 end),
    count(case when target_ordinal is null and ${notInGroup} then 1 end),
    count(case when source_ordinal is null and ${notInGroup} then 1 end),
    count(case when reason = '${inGroup}' then source_ordinal end),
    count(case when reason = '${inGroup}' then target_ordinal end) from pairs`);
  const [matched, missingInTarget, missingInSource, sourceInGroups, targetInGroups] = row.map(Number) as Five;
  const statistics: ColumnStatistics[] = [];
  for (const block of blocksOf(plan.columns)) {
    statistics.push(...(await judgeBlock(database, plan, block, sides)));
  }
  await collectBroken(database, plan, sides);
  const judged = (columns: readonly ColumnPlan[]) => judgedPairs(columns, columns, pairsWith(columns));
  const inGroups = { source: sourceInGroups, target: targetInGroups };
  const currencies = await sideCurrencies(database, plan);
  return { matched, missingInTarget, missingInSource, inGroups, findings, statistics, judged, currencies };
}

/**
 * Makes the table `source` or `target`: `ordinal` (from 0, in file order) and the side's cells.
 *
 * @throws CsvReadError when DuckDB finds another number of records than the reading says.
 */
export async function loadSide(
  database: Database,
  plan: Pick<Plan, 'debitCredit'>,
  sides: Partial<Sides>,
  side: 'source' | 'target',
): Promise<void> {
  const reading = sides[side];
  if (reading === undefined) throw new TypeError(`there is no ${side} to load`);
  await database.query(`create table ${side} as
    select * from ${numberedSide(reading, plan.debitCredit[side])}`);
  const [row] = await database.query(`select count(*) from ${side}`);
  if (Number(row?.[0]) !== reading.rows)
    throw new CsvReadError('the number of records is not the one that was counted');
}

type Five = [number, number, number, number, number];

const notInGroup = `reason is distinct from '${inGroup}'`;

/** Columns are judged in blocks: an expression over thousands of columns takes more memory than a worker has. */
const columnsPerBlock = 100;

function blocksOf(columns: readonly ColumnPlan[]): ColumnPlan[][] {
  const blocks: ColumnPlan[][] = [];
  for (let start = 0; start < columns.length; start += columnsPerBlock) {
    blocks.push(columns.slice(start, start + columnsPerBlock));
  }
  return blocks;
}

/** The pairs with the cells of a block of columns. */
function pairsWith(columns: readonly ColumnPlan[]): string {
  const cells = (['source', 'target'] as const).flatMap((side) => {
    const indices = new Set(columns.map((column) => indexOn(column, side)));
    return [...indices].map((index) => `${side}.c${index} as ${cellName(side, index)}`);
  });
  return `(select p.source_ordinal, p.target_ordinal, p.source_ordinal is not null as ${hereName.source},
    p.target_ordinal is not null as ${hereName.target}, ${cells.join(', ')}
    from pairs p left join source on source.ordinal = p.source_ordinal
    left join target on target.ordinal = p.target_ordinal)`;
}

async function judgeBlock(
  database: Database,
  plan: Plan,
  block: readonly ColumnPlan[],
  sides: Sides,
): Promise<ColumnStatistics[]> {
  const unlike = await columnsThatMayDiffer(database, block);
  const alike = block.filter((column) => !unlike.includes(column));
  const period = periodColumn(plan);
  const rows = { source: sides.source.rows, target: sides.target.rows };
  const equal = await statisticsOfEqual(database, alike, period, rows);
  const judged = unlike.length === 0 ? [] : await judgeUnlike(database, plan, unlike, period, rows);
  return block.map((column) => {
    const statistics = equal[alike.indexOf(column)] ?? judged[unlike.indexOf(column)];
    if (statistics === undefined) throw new TypeError('each column is either alike or not');
    return statistics;
  });
}

async function judgeUnlike(
  database: Database,
  plan: Plan,
  unlike: readonly ColumnPlan[],
  period: ColumnPlan | undefined,
  rows: Readonly<Record<Side, number>>,
): Promise<ColumnStatistics[]> {
  const aggregates = unlike.map((column) => columnAggregates(column, column === period));
  const columns = aggregates.flat().map(({ sql }, index) => `${sql} as a${index}`);
  const compared = unlike.filter((column) => isCompared(plan, column));
  const pairs = judgedPairs(unlike, unlike, pairsWith(unlike));
  await database.query(`create table pass as select ${columns.join(',\n')},
    list({'s': source_ordinal, 't': target_ordinal}) filter (where ${differsSql(compared)}) as differing from ${pairs}`);
  await database.query('insert into differing select d.s, d.t from (select unnest(differing) as d from pass)');
  const [values = []] = await database.query('select * exclude (differing) from pass');
  await database.query('drop table pass');
  return readStatistics(unlike, aggregates, values, rows);
}

/** The columns in which a matched pair may disagree: a cheap question that saves planning the dear one for the others. */
async function columnsThatMayDiffer(database: Database, block: readonly ColumnPlan[]): Promise<ColumnPlan[]> {
  const differing = block.map(({ sourceIndex, targetIndex }) => {
    const [source, target] = [cellName('source', sourceIndex), cellName('target', targetIndex)];
    return `bool_or(${source} is distinct from ${target})`;
  });
  const [row = []] = await database.query(`select ${differing.join(', ')} from ${pairsWith(block)} where ${bothHere}`);
  return block.filter((column, index) => row[index] === true || !normalisesAlike(column));
}

async function collectBroken(database: Database, plan: Plan, sides: Sides): Promise<void> {
  await createBrokenTable(database);
  const list = (alias: 's' | 't', side: 'source' | 'target') =>
    `case when ${alias}.ordinal is not null then ${rowList(alias, relationWidth(sides[side], plan.debitCredit[side]))} end`;
  await database.query(`insert into broken
    select p.source_ordinal, p.target_ordinal, p.reason, p.by_order, ${list('s', 'source')}, ${list('t', 'target')}
    from (
      select * from pairs where (source_ordinal is null or target_ordinal is null) and ${notInGroup}
      union all
      select * from pairs semi join differing using (source_ordinal, target_ordinal)
    ) p
    left join source s on s.ordinal = p.source_ordinal
    left join target t on t.ordinal = p.target_ordinal`);
}
