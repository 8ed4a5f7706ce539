import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Break, Duplicate, Group, Reject, Resolved, SetAside } from '@reconcyl/contracts';
import { openDatabase } from '../../duckdb/open.ts';
import { quoteIdentifier, quoteLiteral } from '../../duckdb/quote.ts';
import { resultFiles } from '../../types.ts';
import {
  breaksParquet,
  duplicatesParquet,
  groupsParquet,
  rejectsParquet,
  resolvedParquet,
  setAsideParquet,
} from '../schema.ts';

export interface ResultTables {
  readonly breaks?: readonly Break[];
  readonly duplicates?: readonly Duplicate[];
  readonly rejects?: readonly Reject[];
  readonly setAside?: readonly SetAside[];
  readonly groups?: readonly Group[];
  readonly resolved?: readonly Resolved[];
}

/** Writes the Parquet files of a result as the engine does, for tests of what reads them: breaks, and the lists that have rows. */
export async function writeResultTables(dir: string, tables: ResultTables): Promise<void> {
  const lists = [
    [resultFiles.breaks, breaksParquet, tables.breaks ?? []],
    [resultFiles.duplicates, duplicatesParquet, tables.duplicates],
    [resultFiles.rejects, rejectsParquet, tables.rejects],
    [resultFiles.setAside, setAsideParquet, tables.setAside],
    [resultFiles.groups, groupsParquet, tables.groups],
    [resultFiles.resolved, resolvedParquet, tables.resolved],
  ] as const;
  for (const [file, columns, rows] of lists) {
    if (rows === undefined) continue;
    const numbered = rows.map((row, ordinal) => ({ ordinal, ...row }));
    await writeParquet(join(dir, file), columns, literals(columns, numbered));
  }
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
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return 'NULL';
  // A struct has all of its members, those of a difference that may be absent too.
  const absent = 'cause' in value ? { also: undefined, delta: undefined, age: undefined } : {};
  const members = Object.entries({ ...absent, ...value }).map(([name, member]) => `'${name}': ${literal(member)}`);
  return `{${members.join(', ')}}`;
}
