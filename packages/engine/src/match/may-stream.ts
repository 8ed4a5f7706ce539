import type { Plan } from '../types.ts';

/** Columns that one statement may compare: planning it takes a megabyte for each. */
const mostStreamedColumns = 250;
/** What a column adds to the planning of one statement for all of them is what loading so many records takes. */
const streamedRowsPerColumn = 250;

/**
 * Whether a pair can be compared as it is read (see stream-pairs.ts), and is large enough to gain by it. It cannot where more than the
 * key matches records, and where a key is known to repeat.
 */
export function mayStream(
  { readings, columns, key, oneToMany }: Pick<Plan, 'readings' | 'columns' | 'key' | 'oneToMany'>,
  rowsPerColumn = streamedRowsPerColumn,
): boolean {
  if (key.wholeRow === true || key.repeats === true || oneToMany !== undefined) return false;
  const rows = Math.max(readings.source.rows, readings.target.rows);
  return columns.length <= mostStreamedColumns && rows >= columns.length * rowsPerColumn;
}
