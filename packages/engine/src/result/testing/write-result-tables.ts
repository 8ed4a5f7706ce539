import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Break, Duplicate, Reject } from '@reconcyl/contracts';
import { openDatabase } from '../../duckdb/open.ts';
import { quoteIdentifier, quoteLiteral } from '../../duckdb/quote.ts';
import { resultFiles } from '../../types.ts';
import { breaksParquet, duplicatesParquet, rejectsParquet } from '../schema.ts';

export interface ResultTables {
  readonly breaks?: readonly Break[];
  readonly duplicates?: readonly Duplicate[];
  readonly rejects?: readonly Reject[];
}

/** Writes the Parquet files of a result as the engine does, for tests of what reads them. Creates the folder. */
export async function writeResultTables(dir: string, tables: ResultTables): Promise<void> {
  const numbered = (rows: readonly object[] = []) => rows.map((row, ordinal) => ({ ordinal, ...row }));
  await writeParquet(join(dir, resultFiles.breaks), breaksParquet, literals(breaksParquet, numbered(tables.breaks)));
  await writeParquet(
    join(dir, resultFiles.duplicates),
    duplicatesParquet,
    literals(duplicatesParquet, numbered(tables.duplicates)),
  );
  await writeParquet(
    join(dir, resultFiles.rejects),
    rejectsParquet,
    literals(rejectsParquet, numbered(tables.rejects)),
  );
}

/** Writes one Parquet file of the given columns; `select` is SQL that gives them in order. */
export async function writeParquet(path: string, columns: Record<string, string>, select: string): Promise<void> {
  const dir = join(path, '..');
  await mkdir(dir, { recursive: true });
  const workDir = await mkdtemp(join(tmpdir(), 'reconcyl-fixture-'));
  const database = await openDatabase({ workDir, directories: [dir], threads: 1 });
  try {
    const types = Object.entries(columns).map(([name, type]) => `${quoteIdentifier(name)} ${type}`);
    await database.query(`CREATE TABLE rows (${types.join(', ')})`);
    await database.query(`INSERT INTO rows ${select}`);
    await database.query(`COPY rows TO ${quoteLiteral(path)} (FORMAT parquet, ROW_GROUP_SIZE 20000)`);
  } finally {
    await database.close();
    await rm(workDir, { recursive: true, force: true });
  }
}

function literals(columns: Record<string, string>, rows: readonly object[]): string {
  const names = Object.keys(columns);
  if (rows.length === 0) return `SELECT ${names.map(() => 'NULL').join(', ')} WHERE false`;
  return rows
    .map((row) => {
      const members = new Map<string, unknown>(Object.entries(row));
      return `SELECT ${names.map((name) => `CAST(${literal(members.get(name))} AS ${columns[name]})`).join(', ')}`;
    })
    .join(' UNION ALL ');
}

function literal(value: unknown): string {
  if (typeof value === 'string') return quoteLiteral(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return 'NULL';
  // Only differences are objects; the delta may be absent, but a struct has all of its members.
  const members = Object.entries({ delta: undefined, ...value }).map(
    ([name, member]) => `'${name}': ${literal(member)}`,
  );
  return `{${members.join(', ')}}`;
}
