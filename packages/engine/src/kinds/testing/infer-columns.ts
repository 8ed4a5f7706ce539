import { canonicalSql } from '../canonical.ts';
import { inferColumnKinds } from '../infer/infer-column-kinds.ts';
import type { InferredColumn, PairRequest, SideTable } from '../infer/types.ts';
import { useTestDatabase } from './database.ts';

export type Cells = readonly string[];

/** The cells of one column in both files, and what a ruleset says of it. */
export interface ColumnCase {
  readonly source: Cells;
  readonly target: Cells;
  readonly given?: Partial<PairRequest>;
  readonly zones?: { source?: string; target?: string };
}

/** Opens a database for the tests of the file or block that calls it, and gives what infers columns in it. */
export function useInference() {
  const db = useTestDatabase();

  /** Columns that stand in the same two files, of so many rows: of the longest column when it is not said. */
  async function inferAll(cases: readonly ColumnCase[], rows?: number): Promise<InferredColumn[]> {
    const cellsOf = (side: 'source' | 'target') => cases.map((entry) => entry[side]);
    await db().createTable('left', cellsOf('source'));
    await db().createTable('right', cellsOf('target'));
    const side = (table: string, name: 'source' | 'target'): SideTable => ({
      table,
      rows: rows ?? Math.max(...cellsOf(name).map((cells) => cells.length)),
      zone: cases[0]?.zones?.[name],
    });
    return inferColumnKinds(db().database, {
      source: side('left', 'source'),
      target: side('right', 'target'),
      pairs: cases.map(({ given }, index) => ({
        name: `column ${index}`,
        sourceIndex: index,
        targetIndex: index,
        nulls: [],
        ...given,
      })),
    });
  }

  async function inferOne(column: ColumnCase): Promise<InferredColumn> {
    const [inferred] = await inferAll([column]);
    if (inferred === undefined) throw new Error('one column in, one column out');
    return inferred;
  }

  return {
    db,
    inferAll,
    inferOne,
    inferCells: (source: Cells, target: Cells, more: Omit<ColumnCase, 'source' | 'target'> = {}) =>
      inferOne({ source, target, ...more }),
    /** The canonical value of a cell as a column of that side reads it. */
    readIn: async (column: InferredColumn, side: 'source' | 'target', cell: string) =>
      (await db().readCells([cell], canonicalSql('cell', column.specs[side])))[0],
  };
}

/** Kind and formats in one line. */
export function brief({ kind, formats }: InferredColumn): string {
  return formats === undefined ? kind : `${kind}: ${formats.source} | ${formats.target}`;
}

export const codes = (column: InferredColumn) => column.warnings.map(({ code }) => code);
export const many = (count: number, cell: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => cell(index));
