import {
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  type DuckDBValue,
  type DuckDBValueConverter,
} from '@duckdb/node-api';

/**
 * A value of a result. Integers of any width are numbers, decimals are exact text, lists are arrays, structs (whose member names
 * are ours, never a file's) are objects.
 */
export type Cell = null | boolean | number | string | readonly Cell[] | { readonly [member: string]: Cell };

/** Gives a value of DuckDB as a cell. @throws RangeError for an integer beyond 2^53: SQL has to cast it to VARCHAR. */
export const cellConverter: DuckDBValueConverter<Cell> = (value) => toCell(value);

function toCell(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return value;
  if (typeof value === 'bigint') return toNumber(value);
  if (value instanceof DuckDBListValue) return value.items.map(toCell);
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, member]) => [name, toCell(member)]));
  }
  if (value instanceof DuckDBDecimalValue) return value.toString();
  throw new TypeError('a query of the engine gives text, numbers, booleans, lists and structs only');
}

function toNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError('an integer of a result is beyond 2^53');
  return number;
}

/** A list of texts as the rows of a query hold it; empty for what is no list. */
export function toTexts(list: Cell | undefined): (string | null)[] {
  return Array.isArray(list) ? list.map((text: Cell) => (typeof text === 'string' ? text : null)) : [];
}
