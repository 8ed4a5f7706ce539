import { join } from 'node:path';
import { appendRows } from '../duckdb/append-rows.ts';
import type { Database } from '../duckdb/open.ts';
import { setAsideParquet } from '../result/schema.ts';
import { type Reading, resultFiles } from '../types.ts';
import { copyTo } from './copy-to.ts';
import { withLines } from './line-steps.ts';
import type { Sides } from './matching.ts';
import { physicalLines } from './set-aside.ts';
import { scopeSql } from './set-aside-sql.ts';
import { numberedSide } from './sides.ts';

/**
 * Writes set-aside.parquet, where there is anything in it: the source's records that are not compared, then the target's, each in
 * file order. Reads a file again only for a scope that leaves records out. Needs the table `line_steps`.
 */
export async function writeSetAside(database: Database, sides: Sides, outDir: string): Promise<void> {
  const records = [...sides.source.setAsideRecords, ...sides.target.setAsideRecords];
  const scoped = [sides.source, sides.target].filter(({ setAside }) => (setAside?.outOfScope.records ?? 0) > 0);
  if (records.length + scoped.length === 0) return;
  const { ordinal: _, cells: __, ...columns } = setAsideParquet;
  await database.query(
    `create table set_aside (${Object.entries(columns)
      .map(([name, type]) => `${name} ${type}`)
      .join(', ')}, cells varchar)`,
  );
  await appendRows(database, 'set_aside', records, (appender, { side, line, lines, reason, cells }) => {
    appender.appendVarchar(side);
    appender.appendBigInt(BigInt(line));
    appender.appendBigInt(BigInt(lines));
    appender.appendVarchar(reason);
    appender.appendVarchar(JSON.stringify(cells));
  });
  const select = [
    'select side, line, lines, reason, from_json(cells, \'["VARCHAR"]\') as cells from set_aside',
    ...scoped.map(outOfScope),
  ].join(' union all ');
  await copyTo(
    database,
    `select row_number() over (order by side, line) - 1 as ordinal, * from (${select})`,
    setAsideParquet,
    join(outDir, resultFiles.setAside),
  );
}

function outOfScope(reading: Reading): string {
  const { side, csv, setAside } = reading;
  const cells = Array.from({ length: csv.columnCount }, (_, index) => `coalesce(c${index}, '')`);
  const all = numberedSide({ csv }, undefined);
  const out = `(select ordinal, ${physicalLines(reading)} as lines, [${cells.join(', ')}] as cells
    from ${all} where not (${scopeSql(setAside?.scope ?? [])}))`;
  return `select '${side}', line, lines, 'out_of_scope', cells from ${withLines(out, side)}`;
}
