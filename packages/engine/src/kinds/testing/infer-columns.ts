import { inferColumnKinds } from '../infer/infer-column-kinds.ts';
import type { InferredColumn, PairRequest, SideTable } from '../infer/types.ts';
import type { TestDatabase } from './database.ts';

export type Cells = readonly string[];

/** The cells of one column in both files, and what a ruleset says of it. */
export interface ColumnCase {
  readonly source: Cells;
  readonly target: Cells;
  readonly given?: Partial<PairRequest>;
  readonly zones?: { source?: string; target?: string };
}

/** Infers columns that stand in the same two files. */
export async function inferAll(
  db: TestDatabase,
  cases: readonly ColumnCase[],
  rows?: number,
): Promise<InferredColumn[]> {
  await db.createTable(
    'left',
    cases.map(({ source }) => source),
  );
  await db.createTable(
    'right',
    cases.map(({ target }) => target),
  );
  const side = (table: string, name: 'source' | 'target'): SideTable => ({
    table,
    rows: rows ?? Math.max(...cases.map((entry) => entry[name].length)),
    zone: cases[0]?.zones?.[name],
  });
  return inferColumnKinds(db.database, {
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

export async function inferOne(db: TestDatabase, column: ColumnCase): Promise<InferredColumn> {
  const [inferred] = await inferAll(db, [column]);
  if (inferred === undefined) throw new Error('one column in, one column out');
  return inferred;
}

/** Kind and formats in one line. */
export function brief({ kind, formats }: InferredColumn): string {
  return formats === undefined ? kind : `${kind}: ${formats.source} | ${formats.target}`;
}

export const codes = (column: InferredColumn) => column.warnings.map(({ code }) => code);
export const many = (count: number, cell: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => cell(index));
