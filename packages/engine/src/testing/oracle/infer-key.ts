import { rulesetSchema } from '@reconcyl/contracts';
import { inferKinds } from './infer-kind.ts';
import { identity, judge } from './judge.ts';
import { readCell } from './read-cell.ts';
import { resolveColumns } from './resolve-columns.ts';
import type { OracleColumn, Row, Table } from './types.ts';

export interface Candidate {
  readonly columns: readonly string[];
  /** Cells, key included, that agree on the rows that it matches. */
  readonly agreeing: number;
  readonly dates: number;
}

/**
 * The best keys of two files: candidates that nothing tells apart, none where nothing is a key. Columns have the kinds that hold
 * whatever the key is.
 */
export function inferKey(source: Table, target: Table): Candidate[] {
  const columns = withKinds(source, target);
  const keyColumns = resolveColumns(source, target, rulesetSchema.parse({}));
  const rows = { source: readAll(columns, 'source', source), target: readAll(columns, 'target', target) };
  const keys = { source: readAll(keyColumns, 'source', source), target: readAll(keyColumns, 'target', target) };
  const accepted: number[][] = [];
  const found: Candidate[] = [];
  const usable = columns.map((_, index) => index).filter((index) => !isFractional(columns, rows, index));
  for (const set of subsets(usable)) {
    if (accepted.some((smaller) => smaller.every((index) => set.includes(index)))) continue;
    const asKey = ({ cells }: Row) => JSON.stringify(set.map((index) => cells[index] && identity(cells[index].value)));
    const isBlank = ({ cells }: Row) => set.every((index) => cells[index]?.value.is === 'null');
    const positions = { source: placesOf(keys.source, asKey, isBlank), target: placesOf(keys.target, asKey, isBlank) };
    if (!isDistinct(positions.source, source.rows.length) || !isDistinct(positions.target, target.rows.length))
      continue;
    const shared = [...positions.source.keys()].filter((key) => positions.target.has(key));
    if (shared.length * 2 < Math.min(positions.source.size, positions.target.size) || shared.length === 0) continue;
    accepted.push([...set]);
    found.push({
      columns: set.map((index) => columns[index]?.name ?? ''),
      agreeing: shared.reduce((sum, key) => {
        const agree = (a: number, b: number) => agreeing(columns, rows, keys, set, [a, b]);
        return sum + mostOf(positions.source.get(key) ?? [], positions.target.get(key) ?? [], agree);
      }, 0),
      dates: set.filter((index) => columns[index]?.kind === 'date' || columns[index]?.kind === 'timestamp').length,
    });
  }
  return bestOf(found);
}

function withKinds(source: Table, target: Table): OracleColumn[] {
  const plain = resolveColumns(source, target, rulesetSchema.parse({}));
  const kinds = inferKinds(
    plain.map((column) => ({
      name: column.name,
      source: source.rows.map(column.source.cell),
      target: target.rows.map(column.target.cell),
    })),
  );
  const rules = kinds.map(({ kind, formats }, index) => {
    const rule = formats === undefined ? { kind } : { kind, format: { ...formats } };
    return [plain[index]?.name ?? '', rule] as const;
  });
  return resolveColumns(source, target, rulesetSchema.parse({ columns: Object.fromEntries(rules) }));
}

const readAll = (columns: readonly OracleColumn[], side: 'source' | 'target', table: Table): Row[] =>
  table.rows.map((row, index) => ({ row, line: index, cells: columns.map((column) => readCell(column, side, row)) }));

interface Both<Item> {
  readonly source: Item;
  readonly target: Item;
}

/** Amounts with decimals identify nothing. */
const isFractional = (columns: readonly OracleColumn[], rows: Both<readonly Row[]>, index: number): boolean =>
  columns[index]?.kind === 'decimal' &&
  [...rows.source, ...rows.target].some(({ cells }) => {
    const value = cells[index]?.value;
    return value?.is === 'number' && value.value.digits % 10n ** BigInt(value.value.scale) !== 0n;
  });

/** One column, then two, then three. */
function subsets(indexes: readonly number[]): number[][] {
  const all: number[][] = [];
  for (const a of indexes) all.push([a]);
  for (const a of indexes) for (const b of indexes) if (a < b) all.push([a, b]);
  for (const a of indexes) for (const b of indexes) for (const c of indexes) if (a < b && b < c) all.push([a, b, c]);
  return all;
}

function placesOf(
  rows: readonly Row[],
  asKey: (row: Row) => string,
  isBlank: (row: Row) => boolean,
): Map<string, number[]> {
  const places = new Map<string, number[]>();
  rows.forEach((row, place) => {
    if (isBlank(row)) return;
    places.set(asKey(row), [...(places.get(asKey(row)) ?? []), place]);
  });
  return places;
}

/** All rows but 2 %, or two, have a key of their own. */
function isDistinct(places: Map<string, number[]>, rows: number): boolean {
  const alone = [...places.values()].filter(({ length }) => length === 1).length;
  return rows - alone <= Math.max(2, Math.floor(rows * 0.02));
}

/** The most that pairs of some rows with others can give together. */
function mostOf(source: readonly number[], target: readonly number[], agree: (a: number, b: number) => number): number {
  const [first, ...rest] = source;
  if (first === undefined || target.length === 0) return 0;
  const without = source.length > target.length ? mostOf(rest, target, agree) : 0;
  const paired = target.map((b) => {
    const others = target.filter((other) => other !== b);
    return agree(first, b) + mostOf(rest, others, agree);
  });
  return Math.max(without, ...paired);
}

function agreeing(
  columns: readonly OracleColumn[],
  rows: Both<readonly Row[]>,
  keys: Both<readonly Row[]>,
  set: readonly number[],
  [a, b]: readonly [number | undefined, number | undefined],
): number {
  return columns.filter((column, index) => {
    const from = set.includes(index) ? keys : rows;
    const cells = [from.source[a ?? -1]?.cells[index], from.target[b ?? -1]?.cells[index]] as const;
    if (cells[0] === undefined || cells[1] === undefined) return false;
    return judge(column, cells[0].value, cells[1].value) !== 'differ';
  }).length;
}

/**
 * Those that may be chosen: within 0.5 % of the best the fewest columns, of these the fewest dates. Which of the rest, none says: a
 * name or a number that may be an identifier or an amount.
 */
function bestOf(found: readonly Candidate[]): Candidate[] {
  const most = (list: readonly Candidate[], value: (candidate: Candidate) => number) =>
    list.filter((candidate) => value(candidate) === Math.max(...list.map(value)));
  const best = Math.max(0, ...found.map(({ agreeing: cells }) => cells));
  const close = found.filter(({ agreeing: cells }) => cells >= best * 0.995);
  return most(
    most(close, ({ columns }) => -columns.length),
    ({ dates }) => -dates,
  );
}
