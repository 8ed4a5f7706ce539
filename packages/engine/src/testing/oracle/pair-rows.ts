import { absolute, compare, type Exact, minus, plus, zero } from './exact.ts';
import { identity, judge } from './judge.ts';
import { canonicalName } from './read-text.ts';
import type { Cell, OracleColumn, Row } from './types.ts';

export interface Missing {
  readonly row: Row;
  readonly reason?: 'duplicate' | 'duplicate_key' | 'blank_key' | undefined;
}

export interface KeyGroup {
  readonly source: Row[];
  readonly target: Row[];
  readonly blank: boolean;
}

/**
 * Which of two candidates comes first that differ in as many columns and by as much: the order of contents is left to the
 * engine, and is held to elsewhere by shuffling rows and swapping sides. 0 before 1.
 */
export type TieBreak = (source: Row, target: Row) => number;

export interface Pairing {
  readonly pairs: { readonly source: Row; readonly target: Row }[];
  readonly missingInTarget: Missing[];
  readonly missingInSource: Missing[];
  readonly groups: KeyGroup[];
}

export const keyCells = (columns: readonly OracleColumn[], row: Row) =>
  row.cells.filter((_, index) => columns[index]?.isKey === true);

/** The rows of both sides by their canonical keys. */
export function groupByKey(
  columns: readonly OracleColumn[],
  source: readonly Row[],
  target: readonly Row[],
): KeyGroup[] {
  const groups = new Map<string, KeyGroup>();
  for (const side of ['source', 'target'] as const) {
    for (const row of side === 'source' ? source : target) {
      const values = keyCells(columns, row).map((cell) => cell.value);
      const key = JSON.stringify(values.map(identity));
      const group = groups.get(key) ?? { source: [], target: [], blank: values.every((value) => value.is === 'null') };
      group[side].push(row);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

export function pairRows(
  columns: readonly OracleColumn[],
  groups: KeyGroup[],
  policy: 'pair' | 'report' | 'fail' = 'pair',
  tieBreak: TieBreak = () => 0,
): Pairing {
  const pairing: Pairing = { pairs: [], missingInTarget: [], missingInSource: [], groups };
  for (const group of groups) {
    const repeats = group.source.length > 1 || group.target.length > 1;
    if (repeats && policy === 'fail' && !group.blank) throw new Error('RECON_DUPLICATE_KEYS');
    const held = repeats && policy === 'report' && !group.blank;
    const pairs = held ? [] : pairGroup(columns, group, tieBreak);
    pairing.pairs.push(...pairs);
    for (const side of ['source', 'target'] as const) {
      const paired = new Set(pairs.map((pair) => pair[side]));
      const other = group[side === 'source' ? 'target' : 'source'];
      const reason = reasonOf(group, held, other.length > 0);
      const missing = group[side].filter((row) => !paired.has(row));
      const list = side === 'source' ? pairing.missingInTarget : pairing.missingInSource;
      list.push(...missing.map((row) => ({ row, ...(reason === undefined ? {} : { reason }) })));
    }
  }
  return pairing;
}

interface Candidate {
  readonly source: Row;
  readonly target: Row;
  /** In all that is compared; rows without any key pair only then. One amount may name no currency. */
  readonly isEqual: boolean;
  /** What decides, most important first: keys to the letter, equality, tolerance, differing columns, cells to the letter. */
  readonly rank: readonly number[];
  readonly distance: Exact;
}

/** Every candidate pair in its order; each takes its two rows if both are still there. */
function pairGroup(
  columns: readonly OracleColumn[],
  group: KeyGroup,
  tieBreak: TieBreak,
): { source: Row; target: Row }[] {
  const candidates = group.source
    .flatMap((source) => group.target.map((target) => candidate(columns, source, target)))
    .filter(({ isEqual }) => isEqual || !group.blank)
    .map((found) => (group.blank ? { ...found, rank: rankOfBlank(found.rank) } : found));
  const contents = contentsOf(columns);
  candidates.sort(
    (a, b) =>
      byNumbers(a.rank, b.rank) ||
      compare(a.distance, b.distance) ||
      tieBreak(a.source, a.target) - tieBreak(b.source, b.target) ||
      bySmaller(bothOf(a, contents), bothOf(b, contents)) ||
      a.source.line - b.source.line ||
      a.target.line - b.target.line,
  );
  const used = new Set<Row>();
  const pairs: { source: Row; target: Row }[] = [];
  for (const { source, target } of candidates) {
    if (used.has(source) || used.has(target)) continue;
    used.add(source).add(target);
    pairs.push({ source, target });
  }
  return pairs;
}

type Contents = (row: Row) => readonly string[];

/** What is compared of a row, column by column in the order of their names, and then its cells as they stand there. */
function contentsOf(columns: readonly OracleColumn[]): Contents {
  const order = columns
    .map((column, index) => ({ name: canonicalName(column.name), index }))
    .sort((a, b) => byText(a.name, b.name));
  const meaning = ({ value }: Cell) => `${value.is === 'null' ? '' : identity(value)} ${currencyIn(value) ?? ''}`;
  return ({ cells }) => {
    const inOrder = order.flatMap(({ index }) => cells[index] ?? []);
    return [...inOrder.map(meaning), ...inOrder.map(({ raw }) => raw)];
  };
}

type Both = readonly [smaller: readonly string[], larger: readonly string[]];

function bothOf({ source, target }: Candidate, contents: Contents): Both {
  const [a, b] = [contents(source), contents(target)];
  return byTexts(a, b) <= 0 ? [a, b] : [b, a];
}

/** Both sides alike: by the smaller row of the two, then by the larger. */
const bySmaller = ([a, b]: Both, [c, d]: Both): number => byTexts(a, c) || byTexts(b, d);

function candidate(columns: readonly OracleColumn[], source: Row, target: Row): Candidate {
  let unlikeKeys = 0;
  let near = 0;
  let differing = 0;
  // Amounts of which one names no currency agree with any, as within a tolerance: those that name the same go first.
  let halfNamed = 0;
  let unlikeCells = 0;
  let distance = zero;
  columns.forEach((column, index) => {
    const a = source.cells[index];
    const b = target.cells[index];
    if (a === undefined || b === undefined) throw new Error('a row without a cell');
    // An amount made of two columns is not written anywhere.
    const isMade = column.source.pair !== undefined || column.target.pair !== undefined;
    if (a.raw !== b.raw || isMade) unlikeCells = 1;
    if (column.isKey) {
      if (a.raw !== b.raw) unlikeKeys = 1;
      return;
    }
    const judgement = judge(column, a.value, b.value);
    if (judgement === 'near') near++;
    if (judgement === 'differ') differing++;
    if (judgement === 'equal' && currencyIn(a.value) !== currencyIn(b.value)) halfNamed = 1;
    if (column.kind === 'decimal') distance = plus(distance, absolute(minus(numberOf(a), numberOf(b))));
  });
  const rank = differing > 0 ? 2 : near + halfNamed > 0 ? 1 : 0;
  return {
    source,
    target,
    isEqual: differing + near === 0,
    rank: [unlikeKeys, rank, differing, rank === 0 ? unlikeCells : 0],
    distance,
  };
}

/** Of blank keys the rows are equal; how the key is written tells only those apart that name the same currencies too. */
const rankOfBlank = ([unlikeKeys = 0, rank = 0, , unlikeCells = 0]: readonly number[]): readonly number[] =>
  rank === 0 ? [0, unlikeKeys, unlikeCells] : [1];

function reasonOf(group: KeyGroup, held: boolean, hasCounterparts: boolean): Missing['reason'] {
  if (group.blank) return 'blank_key';
  if (held) return 'duplicate_key';
  return hasCounterparts ? 'duplicate' : undefined;
}

const currencyIn = (value: Cell['value']): string | undefined => (value.is === 'number' ? value.currency : undefined);

/** What is no number counts as 0. */
const numberOf = ({ value }: Cell): Exact => (value.is === 'number' ? value.value : zero);

function byNumbers(a: readonly number[], b: readonly number[]): number {
  return a.map((value, index) => value - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

function byTexts(a: readonly string[], b: readonly string[]): number {
  return a.map((text, index) => byText(text, b[index] ?? '')).find((order) => order !== 0) ?? 0;
}

const byText = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
