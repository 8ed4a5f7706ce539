import type { Relaxation, WhatIf } from '@reconcyl/contracts';
import type { ColumnPlan } from '../types.ts';
import { plainDecimal } from './exact-units.ts';
import { type ReadPair, type RelaxationRule, relaxationsFor } from './relaxations.ts';

/** Cells of a column that the same relaxations clear. */
export interface CellGroup {
  readonly column: number;
  /** Bit i: the column's relaxation i clears them. */
  readonly mask: number;
  cells: number;
  /** Sums of absolute differences by currency, '' where the amounts have none; in units of the column's scale. */
  readonly amounts: Map<string, bigint>;
}

/** Counts, while the differing cells pass by, what each relaxation would clear. */
export interface WhatIfCounter {
  /** The group of a pair of cells, the same object for equal answers. */
  groupOf(column: number, pair: ReadPair): CellGroup;
  /** Counts the cells of one record, each under its group. */
  addRecord(groups: readonly CellGroup[]): void;
  /** `agreeing` gives the matched pairs of a column that agree: a switch that would break more than it clears is not told. */
  finish(agreeing: (column: number) => number): Omit<WhatIf, 'key'>;
}

export function createWhatIf(columns: readonly ColumnPlan[]): WhatIfCounter {
  const rules = new Map<number, readonly RelaxationRule[]>();
  const groups = new Map<number, Map<number, CellGroup>>();
  const root: RecordSort = { groups: [], rows: 0, next: new Map() };
  let sorts = 0;

  function rulesOf(column: number): readonly RelaxationRule[] {
    const known = rules.get(column);
    if (known !== undefined) return known;
    const plan = columns[column];
    const made = plan === undefined ? [] : relaxationsFor(plan);
    rules.set(column, made);
    return made;
  }

  return {
    groupOf: (column, pair) => {
      let mask = 0;
      let bit = 1;
      for (const rule of rulesOf(column)) {
        if (rule.clears(pair)) mask |= bit;
        bit <<= 1;
      }
      const ofColumn = groups.get(column) ?? new Map<number, CellGroup>();
      const known = ofColumn.get(mask);
      if (known !== undefined) return known;
      const group = { column, mask, cells: 0, amounts: new Map() };
      groups.set(column, ofColumn.set(mask, group));
      return group;
    },
    addRecord: (ofRecord) => {
      let sort = root;
      for (const group of ofRecord) {
        let next = sort.next.get(group);
        if (next === undefined) {
          // Records beyond the bound are counted as never cleared: too little is told, never too much.
          if (sorts >= mostSorts) return;
          sorts += 1;
          next = { groups: [...sort.groups, group], rows: 0, next: new Map() };
          sort.next.set(group, next);
        }
        sort = next;
      }
      sort.rows += 1;
    },
    finish: (agreeing) => {
      const allGroups = [...groups.values()].flatMap((ofColumn) => [...ofColumn.values()]);
      const allSorts = [...sortsBelow(root)];
      const narrowest = firstOfEffect(allGroups);
      const candidates = [...groups.keys()]
        .sort((a, b) => a - b)
        .flatMap((column) =>
          rulesOf(column).map((rule, bit): Candidate => ({ column, bit, rule, scale: scaleOfColumn(columns[column]) })),
        )
        .filter((candidate) => {
          const { cells } = gain(candidate, allGroups);
          return cells > 0 && (candidate.rule.effect !== 'switches' || cells > agreeing(candidate.column));
        })
        .filter(narrowest);
      const tell = (candidate: Candidate, left: readonly CellGroup[], rows: number): Relaxation => {
        const { cells, amounts } = gain(candidate, left);
        return {
          relaxation: candidate.rule.relaxation,
          column: columns[candidate.column]?.name ?? '',
          setting: candidate.rule.setting(),
          cells,
          rows,
          amounts,
        };
      };
      const singles = allSorts.filter((sort) => sort.groups.length === 1);
      const alone = candidates.map((candidate) => {
        const rows = singles.reduce((sum, sort) => sum + (sort.groups.every(clearedBy(candidate)) ? sort.rows : 0), 0);
        return tell(candidate, allGroups, rows);
      });
      return {
        alone: alone.sort((a, b) => b.rows - a.rows || b.cells - a.cells),
        together: greedy(candidates, allGroups, allSorts, tell),
      };
    },
  };
}

/** Records whose differing cells belong to the same groups, column by column. */
interface RecordSort {
  readonly groups: readonly CellGroup[];
  rows: number;
  readonly next: Map<CellGroup, RecordSort>;
}

/** Bound of the memory: some 10 MB. */
const mostSorts = 50_000;
/** Nobody reads on; the first few clear nearly all. */
const mostSteps = 20;

interface Candidate {
  readonly column: number;
  readonly bit: number;
  readonly rule: RelaxationRule;
  readonly scale: number;
}

function* sortsBelow(sort: RecordSort): Generator<RecordSort> {
  if (sort.rows > 0) yield sort;
  for (const next of sort.next.values()) yield* sortsBelow(next);
}

/** Of the rules of a column that would clear the very same cells, the first: rules stand in the order from narrow to wide. */
function firstOfEffect(groups: readonly CellGroup[]): (candidate: Candidate) => boolean {
  const known = new Set<string>();
  return (candidate) => {
    const cleared = groups.flatMap((group, index) => (clearedBy(candidate)(group) ? [index] : []));
    const effect = `${candidate.column}:${cleared.join(',')}`;
    if (known.has(effect)) return false;
    known.add(effect);
    return true;
  };
}

function clearedBy({ column, bit }: Candidate): (group: CellGroup) => boolean {
  return (group) => group.column === column && (group.mask & (1 << bit)) !== 0;
}

function gain(candidate: Candidate, left: readonly CellGroup[]): Pick<Relaxation, 'cells' | 'amounts'> {
  const cleared = left.filter(clearedBy(candidate));
  const sums = new Map<string, bigint>();
  for (const { amounts } of cleared) {
    for (const [currency, amount] of amounts) sums.set(currency, (sums.get(currency) ?? 0n) + amount);
  }
  return {
    cells: cleared.reduce((sum, { cells }) => sum + cells, 0),
    amounts: [...sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, units]) => ({
        ...(currency === '' ? {} : { currency }),
        amount: plainDecimal(units, candidate.scale),
      })),
  };
}

/**
 * Takes the relaxation that clears most of the rows that are left, then the next, and so on; where no single one clears a row, the
 * one that clears most cells. What forgives a whole column comes when nothing else clears anything.
 */
function greedy(
  candidates: readonly Candidate[],
  allGroups: readonly CellGroup[],
  allSorts: readonly RecordSort[],
  tell: (candidate: Candidate, left: readonly CellGroup[], rows: number) => Relaxation,
): Relaxation[] {
  const steps: Relaxation[] = [];
  const isCleared = new Set<CellGroup>();
  let sorts = allSorts;
  let open = candidates;
  while (steps.length < mostSteps) {
    const left = allGroups.filter((group) => !isCleared.has(group));
    const gains = open.map((candidate) => ({ candidate, cells: gain(candidate, left).cells, rows: 0 }));
    const useful = gains.filter(({ cells }) => cells > 0);
    const narrow = useful.filter(({ candidate }) => candidate.rule.effect !== 'last');
    const choice = narrow.length > 0 ? narrow : useful;
    if (choice.length === 0) break;
    countRows(choice, sorts, isCleared);
    const best = choice.reduce((a, b) => (b.rows > a.rows || (b.rows === a.rows && b.cells > a.cells) ? b : a));
    steps.push(tell(best.candidate, left, best.rows));
    for (const group of left.filter(clearedBy(best.candidate))) isCleared.add(group);
    sorts = sorts.filter((sort) => sort.groups.some((group) => !isCleared.has(group)));
    open = open.filter((candidate) => candidate !== best.candidate);
  }
  return steps;
}

/** Adds to each choice the rows of which it would clear all cells that are left. */
function countRows(
  choice: readonly { readonly candidate: Candidate; rows: number }[],
  sorts: readonly RecordSort[],
  isCleared: ReadonlySet<CellGroup>,
): void {
  const byColumn = Map.groupBy(choice, ({ candidate }) => candidate.column);
  for (const sort of sorts) {
    const left = sort.groups.filter((group) => !isCleared.has(group));
    const [first] = left;
    if (first === undefined || left.some(({ column }) => column !== first.column)) continue;
    for (const one of byColumn.get(first.column) ?? []) {
      if (left.every(clearedBy(one.candidate))) one.rows += sort.rows;
    }
  }
}

function scaleOfColumn(column: ColumnPlan | undefined): number {
  return column?.specs.source.kind === 'decimal' ? column.specs.source.scale : 0;
}
