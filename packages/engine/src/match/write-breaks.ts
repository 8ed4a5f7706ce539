import { join } from 'node:path';
import type { Database } from '../duckdb/open.ts';
import { quoteLiteral } from '../duckdb/quote.ts';
import { breaksParquet, duplicatesParquet, rejectsParquet } from '../result/schema.ts';
import { type Plan, resultFiles } from '../types.ts';
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

/** Writes duplicates.parquet: the keys that stand on more than one record of a side. `careful`: they were looked for by pairing. */
export async function writeDuplicates(
  database: Database,
  plan: Plan,
  outDir: string,
  careful: boolean,
): Promise<number> {
  const path = join(outDir, resultFiles.duplicates);
  if (!careful) {
    const none = Object.entries(duplicatesParquet).map(([name, type]) => `null::${type} as ${name}`);
    await copyTo(database, `select ${none.join(', ')} where false`, duplicatesParquet, path);
    return 0;
  }
  const keys = plan.key.columns.map((_, index) => `k${index}`);
  const same = sameKey(
    keys.map((key) => `x.${key}`),
    keys.map((key) => `r.${key}`),
  );
  const records = (side: 'source' | 'target') =>
    withLines(`(select r.group_id, x.ordinal, x.raw from ${side}_keys x join repeated r on ${same})`, side);
  const lines = (side: string) => `list_sort(list(line) filter (where side = '${side}'))[1:${mostLines}]`;
  await copyTo(
    database,
    `select row_number() over (order by min(line) filter (where side = 'source') nulls last, min(line), group_id) - 1 as ordinal,
      list_transform(first(raw order by side, line), cell -> coalesce(cell, '')) as key,
      count(case when side = 'source' then 1 end) as source_count, count(case when side = 'target' then 1 end) as target_count,
      coalesce(${lines('source')}, []) as source_lines, coalesce(${lines('target')}, []) as target_lines
    from (select 'source' as side, * from ${records('source')} union all select 'target', * from ${records('target')})
    group by group_id`,
    duplicatesParquet,
    path,
  );
  const [row] = await database.query('select count(*) from repeated');
  return Number(row?.[0] ?? 0);
}

/** Writes rejects.parquet: the source's rejected lines, then the target's, each in file order. */
export async function writeRejects(database: Database, sides: Sides, outDir: string): Promise<void> {
  await database.query(
    `create table rejects (${Object.entries(rejectsParquet)
      .map(([name, type]) => `"${name}" ${type}`)
      .join(', ')})`,
  );
  const appender = await database.connection.createAppender('rejects');
  const rejects = [...sides.source.rejects, ...sides.target.rejects];
  for (const [ordinal, reject] of rejects.entries()) {
    appender.appendBigInt(BigInt(ordinal));
    appender.appendVarchar(reject.side);
    appender.appendBigInt(BigInt(reject.line));
    appender.appendBigInt(BigInt(reject.lines));
    if (reject.column === undefined) appender.appendNull();
    else appender.appendBigInt(BigInt(reject.column));
    appender.appendVarchar(reject.reason);
    appender.appendVarchar(reject.text);
    appender.endRow();
  }
  appender.closeSync();
  await copyTo(database, 'select * from rejects', rejectsParquet, join(outDir, resultFiles.rejects));
}

/** Lines of a group of duplicates that are listed for each side. */
const mostLines = 100;

async function copyTo(
  database: Database,
  select: string,
  shape: Readonly<Record<string, string>>,
  path: string,
): Promise<void> {
  const typed = Object.entries(shape).map(([name, type]) => `"${name}"::${type} as "${name}"`);
  await database.query(`copy (select ${typed.join(', ')} from (${select}) order by ordinal)
    to ${quoteLiteral(path)} (format parquet, compression zstd, row_group_size 20480)`);
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
