/**
 * Shapes of the Parquet files of a result, as DuckDB types. One row a break; all cells are text as they stand in the file,
 * blank is ''. Rows are lists in the order of the file's columns. A file holds its rows in the order of their ordinals, which
 * rise from 0, so that it is read without sorting; row groups of some 20,000 rows let a page far down be found at once.
 */
export const breaksParquet = {
  ordinal: 'BIGINT',
  kind: 'VARCHAR',
  key: 'VARCHAR[]',
  source_line: 'BIGINT',
  target_line: 'BIGINT',
  source: 'VARCHAR[]',
  target: 'VARCHAR[]',
  reason: 'VARCHAR',
  differences:
    'STRUCT("column" VARCHAR, source VARCHAR, target VARCHAR, cause VARCHAR, also VARCHAR[], delta VARCHAR, age BIGINT)[]',
  near_miss: `STRUCT(line BIGINT, "key" VARCHAR[], why VARCHAR, agreeing_cells BIGINT, compared_cells BIGINT, ambiguous BOOLEAN)`,
  paired_by_order: 'BOOLEAN',
  history: 'STRUCT(status VARCHAR, age BIGINT, changed BOOLEAN)',
} as const;

export const duplicatesParquet = {
  ordinal: 'BIGINT',
  key: 'VARCHAR[]',
  source_count: 'BIGINT',
  target_count: 'BIGINT',
  source_lines: 'BIGINT[]',
  target_lines: 'BIGINT[]',
  key_collision: 'BOOLEAN',
  sums_agree: 'VARCHAR[]',
} as const;

export const rejectsParquet = {
  ordinal: 'BIGINT',
  side: 'VARCHAR',
  line: 'BIGINT',
  lines: 'BIGINT',
  column: 'BIGINT',
  reason: 'VARCHAR',
  text: 'VARCHAR',
} as const;

export const setAsideParquet = {
  ordinal: 'BIGINT',
  side: 'VARCHAR',
  line: 'BIGINT',
  lines: 'BIGINT',
  reason: 'VARCHAR',
  cells: 'VARCHAR[]',
} as const;

export const groupsParquet = {
  ordinal: 'BIGINT',
  key: 'VARCHAR[]',
  by: 'VARCHAR',
  source_lines: 'BIGINT[]',
  target_lines: 'BIGINT[]',
  column: 'VARCHAR',
  sum: 'VARCHAR',
  ambiguous: 'BOOLEAN',
} as const;

export const resolvedParquet = {
  ordinal: 'BIGINT',
  key: 'VARCHAR[]',
  column: 'VARCHAR',
  kind: 'VARCHAR',
  age: 'BIGINT',
  how: 'VARCHAR',
} as const;
