import { join } from 'node:path';
import { appendRows } from '../duckdb/append-rows.ts';
import type { Database } from '../duckdb/open.ts';
import { rejectsParquet } from '../result/schema.ts';
import { resultFiles } from '../types.ts';
import { copyTo } from './copy-to.ts';
import type { Sides } from './matching.ts';

/** Writes rejects.parquet, where there are any: the source's rejected lines, then the target's, each in file order. */
export async function writeRejects(database: Database, sides: Sides, outDir: string): Promise<void> {
  const rejects = [...sides.source.rejects, ...sides.target.rejects];
  if (rejects.length === 0) return;
  await database.query(
    `create table rejects (${Object.entries(rejectsParquet)
      .map(([name, type]) => `"${name}" ${type}`)
      .join(', ')})`,
  );
  await appendRows(database, 'rejects', rejects.entries(), (appender, [ordinal, reject]) => {
    appender.appendBigInt(BigInt(ordinal));
    appender.appendVarchar(reject.side);
    appender.appendBigInt(BigInt(reject.line));
    appender.appendBigInt(BigInt(reject.lines));
    if (reject.column === undefined) appender.appendNull();
    else appender.appendBigInt(BigInt(reject.column));
    appender.appendVarchar(reject.reason);
    appender.appendVarchar(reject.text);
  });
  await copyTo(database, 'select * from rejects', rejectsParquet, join(outDir, resultFiles.rejects));
}
