import { join } from 'node:path';
import type { Side } from '@reconcyl/contracts';
import type { Database } from '../duckdb/open.ts';
import { quoteLiteral } from '../duckdb/quote.ts';
import type { ExplainedBreaks } from '../explain/explain-breaks.ts';
import { breaksParquet } from '../result/schema.ts';
import { type Plan, resultFiles } from '../types.ts';
import { copyTo } from './copy-to.ts';
import { indexOn, keyColumns, keyParts, sameKey } from './key-sql.ts';
import type { Sides } from './matching.ts';
import { createRejectKeys } from './reject-keys.ts';

/** What stands in tables beside `broken` and `differences`. */
export interface BreaksTables {
  readonly explained: ExplainedBreaks;
  /** The tables `history` and `cell_ages` are there. */
  readonly history?: boolean | undefined;
}

/**
 * Writes breaks.parquet from the tables `broken`, `differences` and `explanations`: by source line, then target-only records by
 * target line. The bytes depend on the answer alone.
 */
export async function writeBreaks(
  database: Database,
  plan: Plan,
  sides: Sides,
  outDir: string,
  tables: BreaksTables,
): Promise<void> {
  if (hasRejects(sides)) {
    await createRejectKeys(database, plan, sides.source, 'source');
    await createRejectKeys(database, plan, sides.target, 'target');
  }
  const { explained, history = false } = tables;
  const nearMisses = explained.missing.hasNearMisses;
  const hasDifferences = explained.causeLists.length > 0;
  const onPair = (alias: string) =>
    `${alias}.source_ordinal is not distinct from l.source_ordinal and ${alias}.target_ordinal is not distinct from l.target_ordinal`;
  const select = `with
    ${hasDifferences ? `${differencesOfPairs(plan, explained, history)},` : ''}
    listing as (
      select row_number() over (order by source_ordinal nulls last, target_ordinal) - 1 as ordinal, rowid as place,
        source_ordinal, target_ordinal from broken),
    lines as (
      select n.ordinal, n.place, ${lineOf(sides, 'source')} as source_line, ${lineOf(sides, 'target')} as target_line
      from listing n ${joinLines(sides, 'source')} ${joinLines(sides, 'target')})
    select
      n.ordinal,
      case when l.target is null then 'missing_in_target' when l.source is null then 'missing_in_source'
        else 'discrepancy' end as kind,
      ${key(plan, 'l')} as key,
      n.source_line, n.target_line,
      ${rowCells('l.source', sides.source.columns.length)} as source,
      ${rowCells('l.target', sides.target.columns.length)} as target,
      coalesce(l.reason, ${rejectedReason(plan, sides)}) as reason,
      ${hasDifferences ? 'coalesce(c.differences, [])' : '[]'} as differences,
      ${nearMisses ? nearMiss : 'null'} as near_miss,
      case when l.paired_by_order then true end as paired_by_order,
      ${history ? "{'status': h.status, 'age': h.age, 'changed': h.changed}" : 'null'} as history
    from broken l join lines n on n.place = l.rowid
    ${hasDifferences ? 'left join cells c on c.source_ordinal = l.source_ordinal' : ''}
    ${history ? `left join history h on ${onPair('h')}` : ''}
    ${nearMisses ? joinNearMisses(plan) : ''}`;
  await copyTo(database, select, breaksParquet, join(outDir, resultFiles.breaks));
}

/**
 * The differences of each pair as a list. Most pairs differ in one cell, which is a list of its own: gathering a million such lists
 * takes a second and 0.5 GB. The others are gathered and then sorted, as gathering in order takes ten times as long.
 */
function differencesOfPairs(plan: Plan, explained: ExplainedBreaks, history: boolean): string {
  const rows = '(select d.*, x.* from differences d positional join explanations x)';
  const aged = history
    ? `(select d.*, a.age from ${rows} d left join cell_ages a using (source_ordinal, target_ordinal, column_index))`
    : `(select *, null::bigint as age from ${rows})`;
  const item = `{'c': column_index, 's': source, 't': target, 'x': causes, 'd': delta, 'a': age}`;
  return `items as (select source_ordinal, alone, ${item} as item from ${aged}),
    lists as (select source_ordinal, [item] as items from items where alone
      union all
      select source_ordinal, list_sort(list(item)) from items where not alone group by source_ordinal),
    cells as (select source_ordinal,
      list_transform(items, lambda i: {${differenceMembers(plan, explained)}}) as differences from lists)`;
}

/** A file that is read as it lies has one step, and its lines are found without a join. */
function lineOf(sides: Sides, side: Side): string {
  const { steps } = sides[side].lineMap;
  const [first] = steps;
  if (first !== undefined && steps.length === 1) return `n.${side}_ordinal + ${first.line - first.ordinal}`;
  return `n.${side}_ordinal + ${side}_steps.line - ${side}_steps.ordinal`;
}

function joinLines(sides: Sides, side: Side): string {
  if (sides[side].lineMap.steps.length === 1) return '';
  return `asof left join (select ordinal, line from line_steps where side = '${side}') ${side}_steps
    on n.${side}_ordinal >= ${side}_steps.ordinal`;
}

const nearMiss = `case when m.why is not null then {'line': ml.line, 'key': ml.key, 'why': m.why,
  'agreeing_cells': m.agreeing_cells, 'compared_cells': m.compared_cells, 'ambiguous': m.ambiguous} end`;

/** The suggested record is a break of the other side, where its line and its key stand. */
function joinNearMisses(plan: Plan): string {
  return `left join near_misses m on m.place = l.rowid
    left join (select coalesce(n.source_line, n.target_line) as line, l.rowid as place, ${key(plan, 'l')} as key
      from broken l join lines n on n.place = l.rowid where l.source is null or l.target is null) ml on ml.place = m.other_place`;
}

/** The members of one difference `i` as SQL. */
function differenceMembers(plan: Plan, { causeLists }: ExplainedBreaks): string {
  const names = plan.columns.map(({ name }) => quoteLiteral(name));
  const first = causeLists.map(([cause]) => `'${cause}'`);
  const also = causeLists.map(([, ...causes]) =>
    causes.length === 0 ? 'null' : `[${causes.map((cause) => `'${cause}'`).join(', ')}]`,
  );
  return [
    `'column': ${listItem(names, 'i.c')}`,
    "'source': i.s, 'target': i.t",
    `'cause': ${listItem(first, 'i.x')}`,
    `'also': ${listItem(also, 'i.x', 'varchar[]')}`,
    "'delta': i.d, 'age': i.a",
  ].join(', ');
}

/** An item of a list of literals, by its place from 0. */
function listItem(items: readonly string[], place: string, type = 'varchar'): string {
  return `([${items.join(', ')}]::${type}[])[${place} + 1]`;
}

function hasRejects(sides: Sides): boolean {
  return sides.source.rejects.length + sides.target.rejects.length > 0;
}

/** The key's cells as they stand on the side that has the record, the source where both have it. */
function key(plan: Plan, alias: string): string {
  const cells = (side: Side) =>
    keyColumns(plan).map((column) => `coalesce(${alias}.${side}[${indexOn(column, side) + 1}], '')`);
  return `case when ${alias}.source is not null then [${cells('source').join(', ')}] else [${cells('target').join(', ')}] end`;
}

/** The cells of the file itself: an amount made of debit and credit, which stands behind them, is left out. */
function rowCells(list: string, width: number): string {
  return `list_transform(${list}[1:${width}], lambda cell: coalesce(cell, ''))`;
}

function rejectedReason(plan: Plan, sides: Sides): string {
  if (!hasRejects(sides)) return 'null';
  const other = { source: 'target', target: 'source' } as const;
  const isRejected = (side: 'source' | 'target') => {
    const parts = keyParts(plan, side, (index) => `l.${side}[${index + 1}]`);
    const keys = parts.map((_, index) => `x.k${index}`);
    return `l.${other[side]} is null and exists (select 1 from ${other[side]}_reject_keys x where ${sameKey(keys, parts)})`;
  };
  return `case when ${isRejected('source')} or ${isRejected('target')} then 'rejected_on_other_side' end`;
}
