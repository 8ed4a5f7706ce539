import { join } from 'node:path';
import type { Database } from '../duckdb/open.ts';
import { quoteLiteral } from '../duckdb/quote.ts';
import { breaksParquet } from '../result/schema.ts';
import { type Plan, resultFiles } from '../types.ts';
import { copyTo } from './copy-to.ts';
import { indexOn, keyColumns, keyParts, sameKey } from './key-sql.ts';
import { withLines } from './line-steps.ts';
import { createRejectKeys } from './reject-keys.ts';
import type { Sides } from './stream-pairs.ts';

/**
 * Writes breaks.parquet from the tables `broken` and `differences`: by source line, then target-only records by target line.
 * The bytes depend on the answer alone.
 */
export async function writeBreaks(database: Database, plan: Plan, sides: Sides, outDir: string): Promise<void> {
  if (hasRejects(sides)) {
    await createRejectKeys(database, plan, sides.source, 'source');
    await createRejectKeys(database, plan, sides.target, 'target');
  }
  const names = plan.columns.map((column, index) => `(${index}, ${quoteLiteral(column.name)})`);
  const select = `with
    names(column_index, name) as (values ${names.join(', ')}),
    cells as (
      select source_ordinal, target_ordinal,
        list({'column': name, 'source': source, 'target': target, 'cause': cause, 'delta': delta} order by column_index) as differences
      from differences join names using (column_index) group by all),
    lines as (
      select b.*, s.line as source_line, t.line as target_line
      from broken b
      left join ${withLines('(select distinct source_ordinal as ordinal from broken where source_ordinal is not null)', 'source')} s
        on s.ordinal = b.source_ordinal
      left join ${withLines('(select distinct target_ordinal as ordinal from broken where target_ordinal is not null)', 'target')} t
        on t.ordinal = b.target_ordinal)
    select
      row_number() over (order by l.source_ordinal nulls last, l.target_ordinal) - 1 as ordinal,
      case when l.target is null then 'missing_in_target' when l.source is null then 'missing_in_source'
        else 'discrepancy' end as kind,
      coalesce(${keyCells(plan, 'source')}, ${keyCells(plan, 'target')}) as key,
      source_line, target_line,
      ${rowCells('l.source', sides.source.columns.length)} as source,
      ${rowCells('l.target', sides.target.columns.length)} as target,
      coalesce(reason, ${rejectedReason(plan, sides)}) as reason,
      coalesce(differences, []) as differences
    from lines l left join cells c
      on c.source_ordinal = l.source_ordinal and c.target_ordinal = l.target_ordinal`;
  await copyTo(database, select, breaksParquet, join(outDir, resultFiles.breaks));
}

function hasRejects(sides: Sides): boolean {
  return sides.source.rejects.length + sides.target.rejects.length > 0;
}

function keyCells(plan: Plan, side: 'source' | 'target'): string {
  const cells = keyColumns(plan).map((column) => `coalesce(l.${side}[${indexOn(column, side) + 1}], '')`);
  return `case when l.${side} is not null then [${cells.join(', ')}] end`;
}

/** The cells of the file itself: an amount made of debit and credit, which stands behind them, is left out. */
function rowCells(list: string, width: number): string {
  return `list_transform(${list}[1:${width}], cell -> coalesce(cell, ''))`;
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
