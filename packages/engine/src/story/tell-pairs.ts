import type { Break, Difference, Side } from '@reconcyl/contracts';
import { appendRows } from '../duckdb/append-rows.ts';
import { toTexts } from '../duckdb/cells.ts';
import type { Database } from '../duckdb/open.ts';
import { isRead, unreadText } from '../explain/cell-pair.ts';
import { cellSql, judgements } from '../match/compare-column.ts';
import { canonicalText, indexOn, isCompared } from '../match/key-sql.ts';
import type { ColumnPlan, Plan } from '../types.ts';
import type { FoundPair, FoundRecord } from './find-records.ts';
import type { CellStory, ColumnStory, PairStory } from './record-story.ts';
import { whyJudged } from './why-judged.ts';

/** Tells of each pair how its cells were judged: canonical values and judgements come from the same SQL as in a run. */
export async function tellPairs(database: Database, plan: Plan, pairs: readonly FoundPair[]): Promise<PairStory[]> {
  await createTold(database, pairs);
  const columns = pairs.map((): ColumnStory[] => []);
  for (let start = 0; start < plan.columns.length; start += columnsPerStatement) {
    const block = plan.columns.slice(start, start + columnsPerStatement);
    const rows = await judgedBlock(database, block);
    for (const [place, row] of rows.entries()) {
      const pair = pairs[place];
      if (pair === undefined) continue;
      for (const [index, column] of block.entries()) {
        columns[place]?.push(columnStory(plan, column, pair, row.source[index], row.target[index], row.judged[index]));
      }
    }
  }
  return pairs.map((pair, place) => pairStory(pair, columns[place] ?? []));
}

const columnsPerStatement = 50;

async function createTold(database: Database, pairs: readonly FoundPair[]): Promise<void> {
  await database.query('create table told (place integer, source varchar[], target varchar[])');
  await appendRows(database, 'told', pairs.entries(), (appender, [place, { source, target }]) => {
    appender.appendInteger(place);
    for (const record of [source, target]) {
      if (record === undefined) appender.appendNull();
      else appender.appendList(record.cells.map((cell) => (cell === '' ? null : cell)));
    }
  });
}

interface JudgedRow {
  readonly source: readonly (string | null)[];
  readonly target: readonly (string | null)[];
  readonly judged: readonly number[];
}

async function judgedBlock(database: Database, block: readonly ColumnPlan[]): Promise<JudgedRow[]> {
  const cells = block.flatMap((column, place) => [
    `source[${column.sourceIndex + 1}] as s${place}`,
    `target[${column.targetIndex + 1}] as t${place}`,
  ]);
  const texts = (side: Side) =>
    block.map((column, place) => canonicalText(column, side, `${side === 'source' ? 's' : 't'}${place}`));
  const judged = block.map((column, place) => cellSql(column, `s${place}`, `t${place}`).judgement);
  const rows =
    await database.query(`select [${texts('source').join(', ')}]::varchar[], [${texts('target').join(', ')}]::varchar[],
    [${judged.join(', ')}]::integer[] from (select place, ${cells.join(', ')} from told) order by place`);
  return rows.map(([source, target, judgement]) => ({
    source: toTexts(source),
    target: toTexts(target),
    judged: Array.isArray(judgement) ? judgement.map(Number) : [],
  }));
}

function pairStory({ source, target, listed }: FoundPair, columns: readonly ColumnStory[]): PairStory {
  return {
    outcome: outcomeOf(source, target, listed),
    sourceLine: source?.line ?? null,
    targetLine: target?.line ?? null,
    ...(listed?.reason === undefined ? {} : { reason: listed.reason }),
    ...(listed?.near_miss === undefined ? {} : { nearMiss: listed.near_miss }),
    columns,
  };
}

function outcomeOf(
  source: FoundRecord | undefined,
  target: FoundRecord | undefined,
  listed: Break | undefined,
): PairStory['outcome'] {
  if (listed === undefined && (source === undefined || target === undefined)) return 'in_group';
  if (target === undefined) return 'missing_in_target';
  if (source === undefined) return 'missing_in_source';
  return listed === undefined ? 'agrees' : 'differs';
}

function columnStory(
  plan: Plan,
  column: ColumnPlan,
  { source, target, listed }: FoundPair,
  sourceText: string | null | undefined,
  targetText: string | null | undefined,
  judgement: number | undefined,
): ColumnStory {
  const difference = listed?.differences.find((one) => one.column === column.name);
  const judged = judgedAs(plan, column, source !== undefined && target !== undefined, judgement, difference);
  const cells = {
    source: cellStory(column, source, indexOn(column, 'source'), sourceText ?? null),
    target: cellStory(column, target, indexOn(column, 'target'), targetText ?? null),
  };
  return {
    name: column.name,
    targetName: column.targetName,
    kind: column.kind,
    isKey: plan.key.columns.includes(column.name),
    ...cells,
    judged,
    ...(difference === undefined ? {} : { cause: difference.cause }),
    ...(difference?.also === undefined ? {} : { also: difference.also }),
    ...(difference?.delta === undefined ? {} : { delta: difference.delta }),
    why: whyJudged(column, { ...cells, judged, difference }),
  };
}

function judgedAs(
  plan: Plan,
  column: ColumnPlan,
  isMatched: boolean,
  judgement: number | undefined,
  difference: Difference | undefined,
): ColumnStory['judged'] {
  if (!isMatched) return 'not_compared';
  if (difference !== undefined) return 'differs';
  if (judgement === judgements.same) return 'same_text';
  // A key's cells agree, or the records would not be matched.
  return judgement === judgements.forgiven && isCompared(plan, column) ? 'forgiven' : 'same_value';
}

function cellStory(
  column: ColumnPlan,
  record: FoundRecord | undefined,
  index: number,
  text: string | null,
): CellStory | null {
  if (record === undefined) return null;
  const reads = column.kind === 'text' || text === null || isRead(text);
  const canonical = text === null || column.kind === 'text' ? text : unreadText(text);
  return { raw: record.cells[index] ?? '', canonical, reads };
}
