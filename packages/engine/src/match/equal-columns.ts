import type { Side } from '@reconcyl/contracts';
import type { Cell } from '../duckdb/cells.ts';
import type { Database } from '../duckdb/open.ts';
import type { CanonicalSpec } from '../kinds/index.ts';
import type { ColumnPlan } from '../types.ts';
import { type ColumnStatistics, mergeAnswers, readStatistics, sideAggregates } from './column-statistics.ts';
import { cellName, sourceValues } from './judged-pairs.ts';
import { indexOn } from './key-sql.ts';

/**
 * Statistics of columns of which every matched pair has the same text, and which both sides normalise alike: there is nothing to judge,
 * so each cell is looked at once, in three parts that stand for both sides: the matched records, and what only the source or the target
 * has. DuckDB takes milliseconds to plan what is asked of a column, and this asks a quarter of what judging does.
 */
export async function statisticsOfEqual(
  database: Database,
  columns: readonly ColumnPlan[],
  period: ColumnPlan | undefined,
  rows: Readonly<Record<Side, number>>,
): Promise<ColumnStatistics[]> {
  if (columns.length === 0) return [];
  const asked = columns.map(readAlike);
  const aggregates = asked.map((column, index) => sideAggregates(column, 'source', columns[index] === period));
  const all = aggregates.flat();
  const values = asked.filter(({ kind }) => kind !== 'text').flatMap(sourceValues);
  const questions = all.map(({ sql }, index) => `${sql} as a${index}`);
  const parts = new Map<Cell, Cell[]>();
  const rowsOfParts = await database.query(`select part, ${questions.join(', ')}
    from (select ${['*', ...values].join(', ')} from (${cellsOf(columns)})) group by part`);
  for (const [part, ...answers] of rowsOfParts) parts.set(part ?? null, answers);
  const merge = (...names: string[]) =>
    mergeAnswers(
      all,
      names.flatMap((name) => [parts.get(name) ?? []]),
    );
  const [source, target] = [merge('matched', 'source'), merge('matched', 'target')];
  let position = 0;
  const both = aggregates.flatMap((own) => {
    const start = position;
    position += own.length;
    return [...source.slice(start, position), ...target.slice(start, position)];
  });
  const named = aggregates.map((own, index) => [
    ...own,
    ...sideAggregates(asked[index] as ColumnPlan, 'target', columns[index] === period),
  ]);
  return readStatistics(columns, named, both, rows);
}

/** Equal texts of both sides are read by one spec; that one side alone was seen to be written plainly is forgotten. */
function readAlike(column: ColumnPlan): ColumnPlan {
  const { source, target } = column.specs;
  const isPlain = (spec: CanonicalSpec) => spec.kind === 'decimal' && spec.plain === true;
  const spec = isPlain(source) && !isPlain(target) ? target : source;
  return { ...column, specs: { source: spec, target: spec } };
}

/** The cells of each part, those of the target under the names of the source's. */
function cellsOf(columns: readonly ColumnPlan[]): string {
  const cells = (side: Side) =>
    columns.map((column) => `x.c${indexOn(column, side)} as ${cellName('source', column.sourceIndex)}`);
  return `select case when p.target_ordinal is null then 'source' else 'matched' end as part, ${cells('source').join(', ')}
      from pairs p join source x on x.ordinal = p.source_ordinal
    union all select 'target', ${cells('target').join(', ')}
      from pairs p join target x on x.ordinal = p.target_ordinal where p.source_ordinal is null`;
}
