import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Cell } from '../../duckdb/cells.ts';
import { type Database, openDatabase } from '../../duckdb/open.ts';
import { quoteIdentifier, quoteLiteral } from '../../duckdb/quote.ts';

/** A database for tests, and how to ask it about cells. */
export interface TestDatabase {
  readonly database: Database;
  /** What an expression over the column `cell` gives for each cell, cast to text. */
  readCells(cells: readonly (string | null)[], expression: string): Promise<Cell[]>;
  /** Makes a table with columns c0, c1 … of these values; shorter columns end in blanks. '' is a blank, too. */
  createTable(name: string, columns: readonly (readonly string[])[]): Promise<void>;
}

/** Opens a database for the tests of the file or block that calls it. */
export function useTestDatabase(): () => TestDatabase {
  let db: Awaited<ReturnType<typeof openTestDatabase>>;
  beforeAll(async () => {
    db = await openTestDatabase();
  });
  afterAll(() => db.close());
  return () => db;
}

async function openTestDatabase(): Promise<TestDatabase & { readonly close: () => Promise<void> }> {
  const workDir = await mkdtemp(join(tmpdir(), 'reconcyl-kinds-'));
  const database = await openDatabase({ workDir, threads: 2 });

  async function createTable(name: string, columns: readonly (readonly string[])[]): Promise<void> {
    const length = Math.max(...columns.map((column) => column.length));
    const lists = columns.map((column) =>
      listLiteral(Array.from({ length }, (_, row) => (column[row] === '' ? null : (column[row] ?? null)))),
    );
    const cells = lists.map((list, index) => `unnest(${list}) AS c${index}`);
    await database.query(`CREATE OR REPLACE TABLE ${quoteIdentifier(name)} AS SELECT ${cells.join(', ')}`);
  }

  return {
    database,
    createTable,
    async readCells(cells, expression) {
      if (cells.length === 0) return [];
      const rows = await database.query(
        `SELECT CAST(${expression} AS VARCHAR) FROM (SELECT unnest(${listLiteral(cells)}) AS cell)`,
      );
      return rows.map(([value = null]) => value);
    },
    async close() {
      await database.close();
      await rm(workDir, { recursive: true, force: true });
    },
  };
}

function listLiteral(cells: readonly (string | null)[]): string {
  return `[${cells.map((cell) => (cell === null ? 'NULL' : quoteLiteral(cell))).join(', ')}]::VARCHAR[]`;
}
